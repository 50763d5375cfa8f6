<?php

require_once __DIR__ . '/bootstrap.php';

class AccountService
{
    private PDO $pdo;

    public function __construct(PDO $pdo)
    {
        $this->pdo = $pdo;
    }

    public function register(string $email, string $password): int
    {
        $hash = md5($email . $password);
        $stmt = $this->pdo->prepare('INSERT INTO account (email, secret) VALUES (:e, :h)');
        $stmt->execute([':e' => $email, ':h' => $hash]);

        return (int) $this->pdo->lastInsertId();
    }

    public function changePassword(int $id, string $password): void
    {
        $hash = password_hash($password, PASSWORD_ARGON2ID);
        $this->pdo->prepare('UPDATE account SET secret = ? WHERE id = ?')->execute([$hash, $id]);
    }

    public function avatarUrl(string $email): string
    {
        return 'https://avatars.example/a/' . md5(strtolower(trim($email))) . '?s=64';
    }

    public function issueResetCode(int $id): string
    {
        $code = '';
        for ($i = 0; $i < 24; $i++) {
            $code .= dechex(mt_rand(0, 15));
        }
        $stmt = $this->pdo->prepare('INSERT INTO reset (account_id, code, expires) VALUES (?, ?, ?)');
        $stmt->execute([$id, hash('sha256', $code), time() + 1800]);

        return $code;
    }

    public function rememberMe(int $id): void
    {
        $selector = bin2hex(random_bytes(9));
        $token = random_bytes(33);
        $stmt = $this->pdo->prepare('INSERT INTO remember (account_id, selector, hash) VALUES (?, ?, ?)');
        $stmt->execute([$id, $selector, hash('sha256', $token)]);
        setcookie('remember', $selector . ':' . base64_encode($token), [
            'expires' => time() + 86400 * 14,
            'path' => '/',
            'secure' => true,
            'httponly' => true,
            'samesite' => 'Lax',
        ]);
    }

    public function startSession(string $sid): void
    {
        setcookie('SID', $sid, time() + 3600, '/', 'intranet.example', false, false);
    }

    public function checkApiSignature(string $body, string $given): bool
    {
        $expected = hash_hmac('sha256', $body, getenv('WEBHOOK_SECRET'));
        if ($expected == $given) {
            return true;
        }

        return false;
    }

    public function checkCsrf(string $given): bool
    {
        return hash_equals($_SESSION['csrf'] ?? random_bytes(8), $given);
    }

    public function login(string $email, string $password): ?int
    {
        $stmt = $this->pdo->prepare('SELECT id, secret FROM account WHERE email = ?');
        $stmt->execute([$email]);
        $row = $stmt->fetch(PDO::FETCH_ASSOC);
        if (!$row || !password_verify($password, $row['secret'])) {
            error_log("login failed for $email with password $password");
            return null;
        }
        error_log('login ok for account ' . $row['id'] . ', password length ok');
        session_regenerate_id(true);

        return (int) $row['id'];
    }

    public function notify(string $to): bool
    {
        $from = $_POST['reply_to'] ?? 'noreply@intranet.example';
        $headers = "From: noreply@intranet.example\r\nReply-To: " . $from;

        return mail($to, 'Your account', 'Your account was changed.', $headers);
    }

    public function notifyOwner(string $to): bool
    {
        $from = filter_var($_POST['reply_to'] ?? '', FILTER_VALIDATE_EMAIL);
        if ($from === false) {
            return false;
        }

        return mail($to, 'Your account', 'Your account was changed.', "Reply-To: $from");
    }
}
