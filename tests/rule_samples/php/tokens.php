<?php

use Symfony\Component\Security\Core\Authentication\Token\TokenInterface;

class Listener
{
    public function signedIn($logger, TokenInterface $token)
    {
        // ok: php-log-of-secret
        $logger->info('Signed in.', ['token' => $token]);
    }

    public function again($request)
    {
        $scheme = $request->isSecure() ? 'http' : 'https';
        $url = $scheme.'://'.$request->getHost().$request->getPathInfo();
        // ok: php-open-redirect
        return new RedirectResponse($url, 301);
    }

    public function show($request, $router)
    {
        // ok: php-open-redirect
        return new RedirectResponse($router->generate('show', ['id' => $request->query->get('id')]));
    }

    public function unserialize($serialized)
    {
        // ok: php-unsafe-deserialisation
        $this->fill(unserialize($serialized));
    }
}
