<?php

// ruleid: php-weak-crypto-hash
$hash = md5($_POST['password']);
// ruleid: php-weak-crypto-hash
$user->setHash(sha1($salt . $password));
// ok: php-weak-crypto-hash
$hash = password_hash($password, PASSWORD_DEFAULT);
// ok: php-weak-crypto-hash
$etag = md5($body);

// ruleid: php-weak-crypto-cipher
$sealed = openssl_encrypt($text, 'aes-128-ecb', $key);
// ruleid: php-weak-crypto-cipher
$sealed = mcrypt_encrypt(MCRYPT_DES, $key, $text, MCRYPT_MODE_ECB);
// ok: php-weak-crypto-cipher
$sealed = openssl_encrypt($text, 'aes-256-gcm', $key, OPENSSL_RAW_DATA, $iv, $tag);
// ok: php-weak-crypto-cipher
$iv = random_bytes(12);

// ruleid: php-weak-random
$token = md5(uniqid(rand(), true));
// ok: php-weak-random
$token = bin2hex(random_bytes(16));
// ok: php-weak-random
$colour = $colours[rand(0, 3)];

function createResetToken()
{
    // ruleid: php-weak-random
    return str_shuffle('abcdefghijklmnopqrstuvwxyz');
}

// ruleid: php-tls-verification-off
curl_setopt($handle, CURLOPT_SSL_VERIFYPEER, false);
// ruleid: php-tls-verification-off
$client = new Client(['base_uri' => $base, 'verify' => false]);
// ok: php-tls-verification-off
curl_setopt($handle, CURLOPT_SSL_VERIFYPEER, true);
// ok: php-tls-verification-off
$client = new Client(['base_uri' => $base, 'verify' => '/etc/ssl/ca.pem']);

// ruleid: php-jwt-not-verified
$claims = json_decode(base64_decode(explode('.', $token)[1]), true);
// ruleid: php-jwt-not-verified
$claims = JWT::decode($token, new Key($key, 'none'));
// ok: php-jwt-not-verified
$claims = JWT::decode($token, new Key($key, 'HS256'));
// ok: php-jwt-not-verified
$parts = json_decode(base64_decode($cursor), true);

// ruleid: php-hard-coded-key
$db = new PDO('mysql:host=db', 'app', 'Tr0ub4dor&3');
// ruleid: php-hard-coded-key
$jwtSecret = 'k8Jq2vZx91LmPw';
// ruleid: php-hard-coded-key
define('DB_PASSWORD', 'hunter2-4711');
// ok: php-hard-coded-key
$db = new PDO('mysql:host=db', 'app', getenv('DB_PASSWORD'));
// ok: php-hard-coded-key
$password = 'changeme';
// ok: php-hard-coded-key
$rules = ['password' => 'required|min:8'];

// ruleid: php-insecure-cookie
setcookie('session', $id);
// ruleid: php-insecure-cookie
setcookie('token', $id, ['httponly' => false, 'secure' => true]);
// ok: php-insecure-cookie
setcookie('session', $id, ['httponly' => true, 'secure' => true, 'samesite' => 'Lax']);
// ok: php-insecure-cookie
setcookie('theme', 'dark');
