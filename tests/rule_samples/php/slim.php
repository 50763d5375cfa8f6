<?php

$app->get('/files/{name}', function (Request $request, Response $response, array $args) {
    // ruleid: php-path-traversal
    readfile('/srv/files/' . $args['name']);
    // ruleid: php-xss
    $response->getBody()->write('<h1>' . $args['name'] . '</h1>');
    // ok: php-xss
    $response->getBody()->write('<h1>' . htmlspecialchars($args['name']) . '</h1>');
    return $response;
});

function cached(array $args)
{
    // ok: php-path-traversal
    return file_get_contents($args['file']);
}

function load($payload, $row)
{
    // ruleid: php-unsafe-deserialisation
    $value = unserialize($payload);
    // ok: php-unsafe-deserialisation
    // ruleid: php-unsafe-deserialisation-parameter
    return [$value, unserialize($row['settings'])];
}
