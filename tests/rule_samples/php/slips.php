<?php

use Lcobucci\JWT\Token\Parser;
use Lcobucci\JWT\Encoding\JoseEncoder;

function labels(array $levels): array
{
    foreach ($levels as $limit => &$label) {
        $label = ucfirst($label);
    }
    // ruleid: php-bug-reference-kept
    foreach ($levels as $limit => $label) {
        $rows[] = "$label from $limit";
    }
    return $rows;
}

function prices(array $prices): array
{
    foreach ($prices as &$price) {
        $price *= 1.19;
    }
    // ruleid: php-bug-reference-kept
    foreach (array_keys($prices) as $price) {
        $names[] = $price;
    }
    return $names;
}

function forgotten(array $prices): array
{
    foreach ($prices as &$price) {
        $price *= 1.19;
    }
    unset($price);
    // ok: php-bug-reference-kept
    foreach ($prices as $price) {
        $names[] = $price;
    }
    // ok: php-bug-reference-kept
    foreach ($names as $other) {
        $names[] = $other;
    }
    return $names;
}

function expire(array $files): int
{
    // ruleid: php-bug-loop-never-ends
    for ($i = 0, $n = 0; $i < 100; $n++) {
        unlink($files[$i]);
    }
    // ruleid: php-bug-loop-never-ends
    for ($row = 0; $row < count($files); $n++) {
        echo $files[$n];
    }
    return $n;
}

function counted(array $files): int
{
    // ok: php-bug-loop-never-ends
    for ($i = 0, $n = 0; $i < 100; $i++) {
        $n += filesize($files[$i]);
    }
    // ok: php-bug-loop-never-ends
    for ($k = 0; $k < 10; $n--) {
        $k += 2;
    }
    return $n;
}

function first_row(string $file): ?array
{
    $handle = fopen($file, 'rb');
    $row = fgetcsv($handle);
    if ($row === false) {
        // ruleid: php-bug-left-open
        return null;
    }
    fclose($handle);
    return $row;
}

function header_of(string $file): string
{
    $in = fopen($file, 'rb');
    $line = fgets($in);
    if (strlen($line) > 80) {
        // ruleid: php-bug-left-open
        return '';
    }
    fclose($in);
    return $line;
}

function opened(string $file): string
{
    $in = fopen($file, 'rb');
    if (!$in) {
        // ok: php-bug-left-open
        return '';
    }
    $line = fgets($in);
    if ($line === false) {
        fclose($in);
        // ok: php-bug-left-open
        return '';
    }
    fclose($in);
    return $line;
}

class Plugin
{
    public function remove()
    {
        global $wpdb;
        $id = absint($_POST['id'] ?? 0);
        // ruleid: php-csrf-off-action
        $wpdb->delete($this->table, ['id' => $id]);
        wp_send_json_success();
    }

    public function save()
    {
        $colour = sanitize_text_field($_POST['colour']);
        // ruleid: php-csrf-off-action
        update_option('plugin_colour', $colour);
    }

    public function save_asked()
    {
        check_ajax_referer('plugin');
        $colour = sanitize_text_field($_POST['colour']);
        // ok: php-csrf-off-action
        update_option('plugin_colour', $colour);
    }

    public function remove_asked()
    {
        global $wpdb;
        if (!wp_verify_nonce($_POST['nonce'], 'remove')) {
            wp_die();
        }
        $id = absint($_POST['id']);
        // ok: php-csrf-off-action
        $wpdb->delete($this->table, ['id' => $id]);
    }

    public function by_tag()
    {
        global $wpdb;
        $order = sanitize_text_field($_GET['order']);
        // ruleid: php-sql-injection, php-sql-injection-unquoted
        $sql = $wpdb->prepare("SELECT * FROM events WHERE tag = %s ORDER BY $order", $_GET['tag']);
        // ok: php-sql-injection
        $sql = $wpdb->prepare("SELECT * FROM events WHERE tag = %s", $_GET['tag']);
    }

    public function place(array $input)
    {
        // ruleid: php-shell-injection
        $process = Process::fromShellCommandline("lp -d {$input['printer']} label.pdf");
        $name = preg_replace('/[^a-z0-9]/', '', $_POST['name']);
        // ok: php-shell-injection
        exec("du -s /srv/archive/$name.tgz");
        // ok: php-shell-injection
        passthru(self::COMMANDS[$_POST['command']]);
    }

    public function trace(string $host)
    {
        if (filter_var($host, FILTER_VALIDATE_IP) === false) {
            return '';
        }
        // ok: php-shell-injection
        return shell_exec("traceroute $host");
    }

    public function claims(string $jwt)
    {
        [$head, $body, $signature] = explode('.', $jwt);
        // ruleid: php-jwt-not-verified
        $claims = json_decode(JWT::urlsafeB64Decode($body));
        $parser = new Parser(new JoseEncoder());
        // ruleid: php-jwt-not-verified
        $parsed = $parser->parse($jwt);
        return $parsed->claims();
    }

    public function asserted(string $jwt, $validator)
    {
        $parser = new Parser(new JoseEncoder());
        // ok: php-jwt-not-verified
        $parsed = $parser->parse($jwt);
        $validator->assert($parsed, $this->constraint);
        return $parsed->claims();
    }

    public function leave()
    {
        $to = $_GET['return'];
        if (strpos($to, '/') === 0) {
            // ruleid: php-open-redirect
            header('Location: ' . $to);
        }
        if (Str::startsWith($to, 'https://shop.example.com/')) {
            // ok: php-open-redirect
            header('Location: ' . $to);
        }
        $place = strpos('bronze,silver', $to);
        // ruleid: php-bug-strpos
        if (!$place) {
            return null;
        }
    }

    public function login($request, $password)
    {
        // ruleid: php-log-of-secret
        log_message('error', 'Login failed for ' . $request->user . '/' . $password);
        // ruleid: php-log-of-secret
        Log::debug("session with password $password: " . $request->status);
        // ok: php-log-of-secret
        Log::debug('length ' . strlen($password));
        // ok: php-log-of-secret
        Log::debug('token of ' . $token->getUser());
    }

    public function weather($client)
    {
        $url = $_GET['url'];
        $parts = parse_url($url);
        if (!in_array($parts['host'], ['weather.example.com'], true)) {
            return null;
        }
        // ok: php-ssrf
        return $client->request('GET', $url);
    }
}

function span($from, $to)
{
    if ($from === null) {
        $from = 0;
        $to = 10;
    } else {
        $low = $from;
        // ok: php-bug-assigned-to-itself
        $to = $to;
    }
    return $to - $low;
}
