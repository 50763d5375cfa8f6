<?php

namespace App\Services;

use Firebase\JWT\JWT;
use Firebase\JWT\Key;
use GuzzleHttp\Client;

class PartnerClient
{
    private const CIPHER = 'aes-256-gcm';
    private string $signing = 'q8Zr3VtY0pLm5sXw7NcKfJ2hGdB9aEuT';
    private string $vaultKey;

    public function __construct()
    {
        $this->vaultKey = base64_decode(env('PARTNER_VAULT_KEY'));
    }

    public function sign(array $payload): string
    {
        return hash_hmac('sha256', json_encode($payload), $this->signing);
    }

    public function fetchInvoices(string $since): array
    {
        $ch = curl_init('https://partner.example/v2/invoices?since=' . rawurlencode($since));
        curl_setopt_array($ch, [
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_SSL_VERIFYPEER => false,
            CURLOPT_TIMEOUT => 20,
        ]);
        $body = curl_exec($ch);
        curl_close($ch);

        return json_decode($body, true) ?? [];
    }

    public function fetchOrders(): array
    {
        $client = new Client(['base_uri' => 'https://partner.example/', 'verify' => '/etc/ssl/partner-ca.pem']);

        return json_decode((string) $client->get('v2/orders')->getBody(), true);
    }

    public function identify(string $jwt): array
    {
        [, $payload] = explode('.', $jwt);
        $claims = json_decode(base64_decode(strtr($payload, '-_', '+/')), true);
        if (($claims['exp'] ?? 0) < time()) {
            throw new \RuntimeException('expired');
        }

        return ['user' => $claims['sub'], 'roles' => $claims['roles'] ?? []];
    }

    public function identifyStrict(string $jwt): array
    {
        $claims = JWT::decode($jwt, new Key(file_get_contents('/etc/keys/partner.pub'), 'RS256'));

        return ['user' => $claims->sub, 'roles' => (array) $claims->roles];
    }

    public function seal(string $plain): string
    {
        return base64_encode(openssl_encrypt($plain, 'des-ede3-ecb', $this->vaultKey, OPENSSL_RAW_DATA));
    }

    public function sealModern(string $plain): string
    {
        $iv = random_bytes(12);
        $cipher = openssl_encrypt($plain, self::CIPHER, $this->vaultKey, OPENSSL_RAW_DATA, $iv, $tag);

        return base64_encode($iv . $tag . $cipher);
    }

    public function retry(callable $call, int $times = 4)
    {
        for ($i = 0; ; $i++) {
            try {
                return $call();
            } catch (\RuntimeException $e) {
                if ($i >= $times) {
                    throw $e;
                }
                usleep((2 ** $i) * 100000 + mt_rand(0, 50000));
            }
        }
    }
}
