<?php

namespace Storefront;

use MongoDB\Collection;

class CartSession
{
    private Collection $users;
    private \Redis $redis;

    public function __construct(Collection $users, \Redis $redis)
    {
        $this->users = $users;
        $this->redis = $redis;
    }

    public function restore(): array
    {
        $blob = base64_decode($_COOKIE['cart'] ?? '');
        $cart = unserialize($blob);

        return is_array($cart) ? $cart : [];
    }

    public function restoreLegacy(): array
    {
        $cart = @unserialize(base64_decode($_COOKIE['cart_v1'] ?? ''), ['allowed_classes' => false]);

        return is_array($cart) ? $cart : [];
    }

    public function wishlist(): array
    {
        return json_decode($_COOKIE['wish'] ?? '[]', true) ?: [];
    }

    public function authenticate(): ?array
    {
        $user = $this->users->findOne([
            'login' => $_POST['login'],
            'pin' => $_POST['pin'],
        ]);

        return $user ? (array) $user : null;
    }

    public function profile(): ?array
    {
        $handle = (string) ($_GET['handle'] ?? '');
        $user = $this->users->findOne(['handle' => $handle, 'public' => true]);

        return $user ? (array) $user : null;
    }

    public function afterLogin(): void
    {
        $next = $_GET['next'] ?? '/account';
        if (strpos($next, '/') === 0) {
            header('Location: ' . $next);
            exit;
        }
        header('Location: /account');
        exit;
    }

    public function afterLogout(): void
    {
        $pages = ['home' => '/', 'bye' => '/goodbye', 'shop' => '/shop'];
        header('Location: ' . ($pages[$_GET['to'] ?? ''] ?? '/'));
        exit;
    }

    public function hasCoupon(array $codes): bool
    {
        $given = $_POST['coupon'] ?? '';
        foreach ($codes as $code) {
            if ($pos = strpos($given, $code)) {
                return true;
            }
        }

        return false;
    }

    public function hasGift(string $list, string $code): bool
    {
        return strpos($list, $code) !== false;
    }

    public function release(int $sku): void
    {
        try {
            $this->redis->decr("hold:$sku");
        } catch (\RedisException $e) {
        }
    }

    public function forget(string $id): void
    {
        try {
            $this->redis->del("cart:$id");
        } catch (\RedisException $e) {
            error_log($e->getMessage());
            throw $e;
        }
    }
}
