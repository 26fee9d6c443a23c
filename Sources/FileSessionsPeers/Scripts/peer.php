<?php
// PHP's own session handler for files, timing itself. Told what to do in lines of JSON, as every worker is.
// Its output goes past PHP's: a session cannot be started once something was printed.
declare(strict_types=1);

const COUNTED = 16;
const LETTERS = 24;
const THOROUGHLY_EVERY = 64;

final class Place
{
    public string $filler;
    /** @var string[] */
    public array $ids = [];
    /** @var string[] The letters that say whose a payload is. */
    public array $owners = [];

    public function __construct(public string $directory, public int $sessions, public int $payload)
    {
        $this->filler = '';
        for ($place = LETTERS; $place < $payload; $place++) $this->filler .= chr(97 + $place % 26);
        for ($index = 0; $index < $sessions; $index++) {
            $this->ids[] = hash('sha256', "session $index");
            $this->owners[] = strtr(sprintf('%08x', $index), '0123456789abcdef', 'abcdefghijklmnop');
        }
    }

    /** Different from what was saved before: $stamp has eight letters. */
    public function payload(int $index, string $stamp = 'aaaaaaaa'): string
    {
        return $this->owners[$index] . 'aaaaaaaa' . $stamp . $this->filler;
    }
}

function open_session(string $id, bool $readOnly): void
{
    session_id($id);
    if (!session_start($readOnly ? ['read_and_close' => true] : [])) throw new Exception('session_start failed');
}

function check(Place $place, int $index, bool $thoroughly): void
{
    $payload = $_SESSION['payload'] ?? '';
    $isRight = strlen($payload) === $place->payload && str_starts_with($payload, $place->owners[$index])
        && (!$thoroughly || substr($payload, LETTERS) === $place->filler);
    if (!$isRight) throw new Exception('it answered something else than what was saved');
}

function count_update(string $payload): string
{
    for ($place = COUNTED - 1; $place >= 8; $place--) {
        if ($payload[$place] !== 'p') {
            $payload[$place] = chr(ord($payload[$place]) + 1);
            break;
        }
        $payload[$place] = 'a';
    }
    return $payload;
}

function counted(string $payload): int
{
    $number = 0;
    for ($place = 8; $place < COUNTED; $place++) $number = $number * 16 + ord($payload[$place]) - 97;
    return $number;
}

function perform(Place $place, string $operation, int $number): void
{
    if ($operation === 'create_delete') {
        open_session(session_create_id(), false);
        $_SESSION['payload'] = $place->payload(0);
        session_write_close();
        session_start();
        session_destroy();
        return;
    }
    $index = mt_rand(0, $place->sessions - 1);
    open_session($place->ids[$index], $operation === 'load');
    switch ($operation) {
        case 'load':
            check($place, $index, $number % THOROUGHLY_EVERY === 0);
            break;
        case 'save':
            $_SESSION['payload'] = $place->payload($index, sprintf('%08x', mt_rand()));
            session_write_close();
            break;
        case 'update':
            $_SESSION['payload'] = count_update($_SESSION['payload']);
            session_write_close();
            break;
    }
}

function run(Place $place, array $request): int
{
    mt_srand($request['seed'] & 0x7fffffff);
    $start = $request['start'] ?? 0;
    if ($start > 0) {
        $left = $start - hrtime(true);
        if ($left > 200000) usleep(intdiv($left - 150000, 1000));
        while (hrtime(true) < $start) continue;
    } else {
        $start = hrtime(true);
    }
    for ($number = 0; $number < $request['count']; $number++) perform($place, $request['operation'], $number);
    return hrtime(true) - $start;
}

function answer(array $request, array &$places): array
{
    $key = $request['key'];
    switch ($request['verb']) {
        case 'open':
            $places[$key] = new Place($request['directory'], $request['sessions'], $request['payload']);
            return ['value' => 0];
        case 'versions':
            return ['texts' => ['PHP' => PHP_VERSION]];
        case 'close':
            unset($places[$key]);
            return ['value' => 0];
    }
    $place = $places[$key];
    session_save_path($place->directory);
    switch ($request['verb']) {
        case 'populate':
            for ($index = $request['first']; $index < $request['last']; $index++) {
                open_session($place->ids[$index], false);
                $_SESSION['payload'] = $place->payload($index);
                session_write_close();
            }
            return ['value' => 0];
        case 'run':
            return ['value' => run($place, $request)];
        case 'sum':
            $sum = 0;
            foreach ($place->ids as $index => $id) {
                open_session($id, true);
                check($place, $index, true);
                $sum += counted($_SESSION['payload']);
            }
            return ['value' => $sum];
    }
    throw new Exception("there is no verb {$request['verb']}");
}

set_error_handler(function (int $level, string $text) { throw new ErrorException($text); });
$places = [];
while (($line = fgets(STDIN)) !== false) {
    try {
        $answer = answer(json_decode($line, true, 16, JSON_THROW_ON_ERROR), $places);
    } catch (Throwable $failure) {
        $answer = ['error' => $failure->getMessage()];
    }
    fwrite(STDOUT, json_encode($answer) . "\n");
}
