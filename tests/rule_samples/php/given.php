<?php

class Given
{
    public function run(string $code, string $file, $other, $link)
    {
        // ruleid: php-code-injection-parameter
        eval('?>' . $code);
        // ok: php-code-injection-parameter
        eval('return 2;');
        // ok: php-code-injection-parameter
        eval(file_get_contents(__DIR__ . '/version.inc'));
        // ruleid: php-code-injection-parameter
        return eval("return $other;");
    }

    public function pack(string $name, string $folder, array $names)
    {
        // ruleid: php-shell-injection-parameter
        exec('tar cf ' . $name . ' .');
        // ok: php-shell-injection-parameter
        exec('tar cf ' . escapeshellarg($folder) . ' .');
        // ok: php-shell-injection-parameter
        exec('tar cf all.tar .');
    }

    public function all(\PDO $pdo, string $name, string $mail, $request)
    {
        // ok: php-sql-injection-parameter
        $rows = $pdo->query('SELECT * FROM people');
        // ruleid: php-sql-injection
        $rows = $pdo->query("SELECT * FROM people WHERE town = '" . $request->get('town') . "'");
        $statement = $pdo->prepare('SELECT * FROM people WHERE name = ?');
        // ok: php-sql-injection-parameter
        $statement->execute([$name]);
    }

    public function find(\DOMXPath $xpath, \SimpleXMLElement $tree, string $id, string $town, int $n)
    {
        // ruleid: php-xpath-injection-parameter
        $found = $xpath->query("//person[@id='" . $id . "']");
        // ruleid: php-xpath-injection-parameter
        $found = $tree->xpath("//person[town='$town']");
        // ok: php-xpath-injection-parameter
        $found = $xpath->query('//person');
        // ok: php-xpath-injection-parameter
        $found = $xpath->query('//person[' . $n . ']');
    }

    public function person($ldap, string $base, string $uid, string $name)
    {
        // ruleid: php-ldap-injection-parameter
        ldap_search($ldap, 'dc=example', "(uid=$uid)");
        // ok: php-ldap-injection-parameter
        ldap_search($ldap, 'dc=example', '(cn=' . ldap_escape($name) . ')');
        // ok: php-ldap-injection-parameter
        ldap_search($ldap, 'dc=example', '(objectClass=person)');
    }
}
