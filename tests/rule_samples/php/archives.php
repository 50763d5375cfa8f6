<?php
function unpackInto(ZipArchive $zip, string $dir): void {
    for ($i = 0; $i < $zip->numFiles; $i++) {
        $name = $zip->getNameIndex($i);
        // ruleid: php-zip-slip
        file_put_contents($dir . '/' . $name, $zip->getFromIndex($i));
        // ok: php-zip-slip
        file_put_contents($dir . '/' . basename($name), $zip->getFromIndex($i));
    }
    $entry = zip_entry_name($first);
    // ruleid: php-zip-slip
    $out = fopen("$dir/$entry", 'wb');
    // ok: php-zip-slip
    $zip->extractTo($dir);
}
$filter = ['mail' => $_POST['mail']];
// ruleid: php-nosql-injection
$user = $users->findOne($filter);
// ok: php-nosql-injection
$user = $users->findOne(['_id' => new ObjectId($_GET['id'])]);
// ruleid: php-nosql-injection
$found = $this->collection->find(['tag' => $request->input('tag')]);
// ok: php-nosql-injection
$found = $this->collection->find(['tag' => 'new', 'page' => (int) $request->input('page')]);
// ruleid: php-regex-dos
$parts = preg_split($_GET['by'], $text);
// ruleid: php-regex-dos
$count = preg_match_all("/{$_POST['word']}/i", $text);
// ok: php-regex-dos
$clean = preg_replace('/[^a-z]/', '', $_GET['word']);
// ruleid: php-regex-dos-nested
$valid = preg_match('/^(a+)+$/', $name);
// ruleid: php-regex-dos-nested
$valid = preg_match('/^([a-z]+,?)*$/', $list);
// ok: php-regex-dos-nested
$valid = preg_match('/^[a-z]+(-[a-z]+)*$/', $slug);
// ok: php-regex-dos-nested
$valid = preg_match('/^\d{4}-\d{2}$/', $month);
while ($item = $result->fetch()) {
    // ruleid: php-xss-stored
    echo '<h2>' . $item['title'] . '</h2>';
    // ok: php-xss-stored
    echo '<td>' . $item['id'] . '</td>';
    // ruleid: php-xss-stored
    echo "<td>{$item['description']}</td>";
    // ok: php-xss-stored
    echo '<td>' . htmlspecialchars($item['description']) . '</td>';
}
// ok: php-regex-dos
$quoted = preg_match('/' . preg_quote($_GET['q'], '/') . '/', $text);
