<?php

// ruleid: php-csrf-off
$resolver->setDefaults(['data_class' => User::class, 'csrf_protection' => false]);
// ruleid: php-csrf-off
$this->enableCsrfValidation = false;
// ok: php-csrf-off
$resolver->setDefaults(['data_class' => User::class, 'csrf_protection' => true]);
// ok: php-csrf-off
Route::post('/hook', HookController::class)->withoutMiddleware(LogRequests::class);

// ruleid: php-log-of-secret
error_log("login with " . $password);
// ruleid: php-log-of-secret
Log::info("token: $token");
// ok: php-log-of-secret
error_log('password changed for ' . $user);
// ok: php-log-of-secret
Log::info('token refreshed');

// ruleid: php-cors-wildcard-with-credentials
header('Access-Control-Allow-Origin: ' . $_SERVER['HTTP_ORIGIN']);
// ruleid: php-cors-wildcard-with-credentials
$response = $response->withHeader('Access-Control-Allow-Origin', $request->getHeaderLine('Origin'));
$response = $response->withHeader('Access-Control-Allow-Credentials', 'true');
// ok: php-cors-wildcard-with-credentials
header('Access-Control-Allow-Origin: https://app.example.com');
// ok: php-cors-wildcard-with-credentials
header('Access-Control-Allow-Origin: *');

// ruleid: php-bug-loose-hash
if (md5($text) == $row['hash']) {
    accept();
}
// ruleid: php-bug-loose-hash
$valid = hash_hmac('sha256', $body, $key) === $signature;
// ok: php-bug-loose-hash
$valid = hash_equals(hash_hmac('sha256', $body, $key), $signature);
// ok: php-bug-loose-hash
$same = $count == $total;

// ruleid: php-code-injection-extract
extract($_POST);
// ruleid: php-code-injection-extract
extract($_GET, EXTR_OVERWRITE);
// ok: php-code-injection-extract
extract($settings);
// ok: php-code-injection-extract
extract(['title' => $title]);

// ruleid: php-bug-strpos
if (strpos($path, 'admin')) {
    deny();
}
// ruleid: php-bug-strpos
$found = strpos($path, '/') == false;
// ok: php-bug-strpos
if (strpos($path, 'admin') !== false) {
    deny();
}
// ok: php-bug-strpos
if (str_contains($path, 'admin')) {
    deny();
}

// ruleid: php-bug-in-array-loose
$known = in_array($_GET['role'], $roles);
// ruleid: php-bug-in-array-loose
$listed = in_array($_POST['id'], $ids);
// ok: php-bug-in-array-loose
$known = in_array($_GET['role'], $roles, true);
// ok: php-bug-in-array-loose
$known = in_array($role, $roles);

// ruleid: php-bug-assignment-in-condition
if ($role = 'admin') {
    grant();
}
// ruleid: php-bug-assignment-in-condition
if ($count = 0) {
    stop();
}
// ok: php-bug-assignment-in-condition
if ($row = $statement->fetch()) {
    show($row);
}
// ok: php-bug-assignment-in-condition
if ($role === 'admin') {
    grant();
}

try {
    save($row);
// ruleid: php-bug-swallowed-error
} catch (Exception $error) {
}
try {
    save($row);
// ruleid: php-bug-swallowed-error
} catch (\Throwable $error) {}
// ok: php-bug-swallowed-error
try {
    save($row);
} catch (Exception $error) {
    // saved again by the next run
}
// ok: php-bug-swallowed-error
try {
    save($row);
} catch (Exception $error) {
    report($error);
}
