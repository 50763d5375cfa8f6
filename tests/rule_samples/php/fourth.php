<?php

namespace App\Http;

use Psr\Log\LoggerInterface;

final class NamesInFull
{
    public function run(): void
    {
        // ruleid: php-shell-injection
        \passthru('du -sh ' . $_GET['folder']);
        // ok: php-shell-injection
        \passthru('du -sh ' . \escapeshellarg($_GET['folder']));
        // ruleid: php-shell-injection
        \exec('host ' . \escapeshellcmd($_POST['name']));
        // ruleid: php-open-redirect
        $there = new \Symfony\Component\HttpFoundation\RedirectResponse($_GET['there']);
        // ruleid: php-sql-injection
        \Illuminate\Support\Facades\DB::select("SELECT a FROM b WHERE c = '" . $_GET['c'] . "'");
        if (\class_exists($_GET['kind'])) {
            // ok: php-code-injection
            eval('class Made extends ' . $_GET['kind'] . ' {}');
        }
        $maker = $_POST['maker'];
        if (trait_exists($maker)) {
            // ok: php-code-injection
            eval("return new class { use $maker; };");
        }
    }

    public function letters(): string
    {
        $letters = ['a' => 'https://a.example/', 'b' => 'https://b.example/'];
        $letter = $_GET['letter'] ?? 'a';
        // ok: php-open-redirect
        header('Location: ' . $letters[$letter]);
        $back = $_GET['back'] ?? '/';
        if (strpos($back, 'shop.example') === false) {
            $back = '/';
        }
        // ruleid: php-open-redirect
        header('Refresh: 5; url=' . $back);
        // ok: php-open-redirect
        header('Location: ' . $this->safePath($back));
        // ok: php-xss
        return new Response($_GET['echo'], 200, ['Content-Type' => 'text/plain']);
    }

    public function options(array $options): array
    {
        // ruleid: php-tls-verification-off
        $options[\GuzzleHttp\RequestOptions::VERIFY] = false;
        // ruleid: php-tls-verification-off
        $options['verify_peer'] = false;
        // ok: php-tls-verification-off
        $options['verify'] = '/etc/ssl/ca.pem';
        return $options;
    }
}

class Cache
{
    // ok: php-hard-coded-key
    public const ACCESS_TOKEN = 'oauth2.access_token';
    // ok: php-hard-coded-key
    const API_KEY = 'store2.cache.key';
    // ok: php-hard-coded-key
    const SESSION_SECRET = 'sessionSecret';

    // ok: php-insecure-cookie
    public function __construct(private array $cookie = ['secure' => false, 'path' => '/', 'samesite' => 'Lax'])
    {
    }
}

// ruleid: php-hard-coded-key
$mail = ['host' => 'mail.shop.example', 'user' => 'shop', 'pass' => 'v9!Kp2-rTq7'];
// ok: php-hard-coded-key
$queue = ['host' => 'queue.shop.example', 'password' => '%env(QUEUE_PASSWORD)%'];

final class SignIn
{
    public function signIn($request, LoggerInterface $logger): void
    {
        // ruleid: php-log-of-secret-field
        $logger->info('sign in ' . $request->input('user') . ' with ' . $request->input('password'));
        // ok: php-log-of-secret-field
        $logger->info('sign in', ['user' => $request->input('user')]);
        $form = $request->all();
        $known = $this->known($form['user'], $form['password']);
        // ruleid: php-log-of-secret-field
        $logger->warning('denied', ['form' => $form]);
        // ok: php-log-of-secret-field
        $logger->warning('denied', ['user' => $form['user']]);
        // ruleid: php-log-of-secret
        error_log('starts with ' . $_ENV['DB_PASS']);
        // ok: php-log-of-secret
        error_log('remembered: ' . $form['remember_password']);
    }

    public function found(array $ids, $id, $mail)
    {
        // ruleid: php-bug-strpos
        if (array_search($id, $ids)) {
            return true;
        }
        $member = Member::where('mail', $mail)->first();
        // ruleid: php-bug-maybe-null
        if ($member->active) {
            return true;
        }
        $owner = Member::find($id);
        // ruleid: php-bug-maybe-null
        $name = $owner->name;
        $guest = Member::where('mail', $mail)->first();
        // ok: php-bug-maybe-null
        return $guest?->name;
    }

    public function first($id)
    {
        $order = Order::find($id);
        // ok: php-bug-maybe-null
        if ($order === null) {
            return null;
        }
        return $order->total;
    }

    public function rows($db, string $id, string $name): array
    {
        $id = $db->real_escape_string($id);
        // ruleid: php-sql-injection-unquoted-parameter
        $a = $db->rows("SELECT a FROM b WHERE id = $id ORDER BY a");
        $key = $db->esc($name);
        // ruleid: php-sql-injection-unquoted-parameter
        $b = $db->rows("DELETE FROM b WHERE k IN ($key)");
        $name = $db->real_escape_string($name);
        // ok: php-sql-injection-unquoted-parameter
        $c = $db->rows("SELECT a FROM b WHERE name = '$name'");
        $quoted = $db->escape($name);
        // ok: php-sql-injection-unquoted-parameter
        $d = $db->rows("SELECT a FROM b WHERE name = $quoted");
        $count = $db->esc($name);
        // ok: php-sql-injection-unquoted-parameter
        return [$a, $b, $c, "SELECT for $count"];
    }

    public function thaw($bytes, $text)
    {
        // ok: php-unsafe-deserialisation-parameter
        $plain = unserialize($text, ['allowed_classes' => false]);
        // ok: php-unsafe-deserialisation-parameter
        $old = unserialize(serialize($plain));
        // ruleid: php-unsafe-deserialisation-parameter
        return [$old, igbinary_unserialize($bytes)];
    }

    public function origins($response)
    {
        $origin = $_SERVER['HTTP_ORIGIN'] ?? '';
        if (preg_match('/shop\.example/', $origin)) {
            // ruleid: php-cors-wildcard-with-credentials
            header('Access-Control-Allow-Origin: ' . $origin);
            header('Access-Control-Allow-Credentials: true');
        }
        return $response;
    }

    public function listed($response)
    {
        $origin = $_SERVER['HTTP_ORIGIN'] ?? '';
        if (preg_match('/^https:\/\/\w+\.shop\.example$/', $origin)) {
            // ok: php-cors-wildcard-with-credentials
            header('Access-Control-Allow-Origin: ' . $origin);
            header('Access-Control-Allow-Credentials: true');
        }
        return $response;
    }
}
