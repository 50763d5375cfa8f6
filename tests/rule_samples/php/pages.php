<?php
// ruleid: php-xss-link
echo '<a href="' . htmlspecialchars($_GET['site']) . '">site</a>';
// ruleid: php-xss-link
printf('<a href="%s" class="x">%s</a>', esc_attr($_POST['home']), 'home');
// ok: php-xss-link
echo '<a href="/users/' . htmlspecialchars($_GET['user']) . '">user</a>';
// ok: php-xss-link
echo '<input value="' . htmlspecialchars($_GET['user']) . '">';

function card($atts)
{
    $atts = shortcode_atts(array('width' => '10', 'title' => ''), $atts);
    // ruleid: php-xss-shortcode
    $html = '<p style="width:' . $atts['width'] . '">';
    // ruleid: php-xss-shortcode
    $html .= '<b>' . $atts['title'] . '</b>';
    // ok: php-xss-shortcode
    $html .= '<b>' . esc_html($atts['title']) . '</b>';
    // ok: php-xss-shortcode
    $key = 'card_' . $atts['title'];
    return $html;
}

function remarks($note, $body, array $review)
{
    // ruleid: php-xss-breaks
    $html = '<p>' . nl2br($note) . '</p>';
    // ruleid: php-xss-breaks
    $html .= '<p>' . nl2br($review['text']) . '</p>';
    // ok: php-xss-breaks
    $html .= '<p>' . nl2br(htmlspecialchars($note)) . '</p>';
    $body = htmlspecialchars($body);
    // ok: php-xss-breaks
    $html .= '<p>' . nl2br($body) . '</p>';
    return $html;
}

function price(mysqli $db)
{
    $max = $db->real_escape_string($_GET['max']);
    // ruleid: php-sql-injection-unquoted
    $rows = $db->query("SELECT id FROM goods WHERE price < $max");
    // ok: php-sql-injection-unquoted
    $rows = $db->query("SELECT id FROM goods WHERE label = '$max'");
    $sum = (int) $_GET['sum'];
    // ok: php-sql-injection-unquoted
    $rows = $db->query("SELECT id FROM goods WHERE price < $sum");
}

function stats($things, $least)
{
    // ruleid: php-nosql-injection-script
    $n = $things->count(['$where' => "this.size > $least"]);
    // ok: php-nosql-injection-script
    $n = $things->count(['$where' => 'this.size > this.least']);
    // ok: php-nosql-injection-script
    $n = $things->count(['$where' => 'this.size > ' . (int) $least]);
}

function signUp(Request $request)
{
    // ruleid: php-log-of-secret-form
    Log::info('form', $request->all());
    // ok: php-log-of-secret-form
    Log::info('form', $request->only('email'));
}

function order(Request $request)
{
    // ruleid: php-log-of-secret-form
    $this->logger->debug('login: ' . json_encode($_POST));
    // ok: php-log-of-secret-form
    $this->logger->debug('search: ' . json_encode($_POST));
}

function slips(array $lines, $state, $code, $name)
{
    switch ($state) {
        case 'new':
            return 1;
        case 'old':
            return 2;
        // ok: php-bug-case-twice
        case 'older':
            return 4;
        // ruleid: php-bug-case-twice
        case 'new':
            return 3;
    }
    switch ($code) {
        case State::NEW:
            $x = 1;
            break;
        // ok: php-bug-case-twice
        case State::OLD:
            $x = 2;
            break;
        // ruleid: php-bug-case-twice
        case State::NEW:
            break;
    }
    // ruleid: php-bug-assigned-to-itself
    $name = $name;
    // ruleid: php-bug-assigned-to-itself
    $this->name = $this->name;
    // ok: php-bug-assigned-to-itself
    $this->name = $name;
    // ok: php-bug-assigned-to-itself
    $name = $name ?? 'x';
    // ruleid: php-bug-always-the-same
    if ($code !== 'a' || $code !== 'b') {
        return 0;
    }
    // ruleid: php-bug-always-the-same
    $none = count($lines) < 0;
    // ok: php-bug-always-the-same
    if ($code !== 'a' && $code !== 'b') {
        return 0;
    }
    // ok: php-bug-always-the-same
    $none = count($lines) < 10 || $code != 3 || $state != 4;
    // ruleid: php-bug-behind-the-end
    for ($i = 0; $i <= count($lines); $i++) {
        echo $lines[$i];
    }
    // ok: php-bug-behind-the-end
    for ($i = 0; $i < count($lines); $i++) {
        echo $lines[$i];
    }
    // ok: php-bug-behind-the-end
    for ($i = 0; $i <= count($lines); $i++) {
        echo $i;
    }
    // ruleid: php-bug-behind-the-end
    for ($k = 0; $k <= strlen($name); ++$k) {
        $x = ord($name[$k]);
    }
    // ruleid: php-bug-in-array-zero
    $known = in_array($code, [0, 'open', 'shut']);
    // ruleid: php-bug-in-array-zero
    $known = in_array($code, array('open', 0));
    // ok: php-bug-in-array-zero
    $known = in_array($code, [0, 'open', 'shut'], true);
    // ok: php-bug-in-array-zero
    $known = in_array($code, [0, 1, 2]);
}

function early($x)
{
    if ($x) {
        return 1;
        // ruleid: php-bug-code-never-reached
        $x = 2;
    }
    if ($x > 3)
        return 4;
    // ok: php-bug-code-never-reached
    $x = 3;
    switch ($x) {
        default:
            throw new Exception('x');
    }
    if ($x === 4) {
        return '$made = [];
        // ok: php-bug-code-never-reached
        $made[] = 1;';
    }
    // ok: php-bug-code-never-reached
    return 3;
    // ruleid: php-bug-code-never-reached
    Log::info('left');
}
?>
<?php // ruleid: php-xss-attribute ?>
<input value='<?= htmlspecialchars($text, ENT_NOQUOTES) ?>'>
<?php // ruleid: php-xss-attribute ?>
<script>var x = "<?= addslashes($text) ?>";</script>
<?php // ok: php-xss-attribute ?>
<input value='<?= htmlspecialchars($text, ENT_QUOTES) ?>'>
<?php // ok: php-xss-attribute ?>
<p><?= htmlspecialchars($text, ENT_NOQUOTES) ?></p>
