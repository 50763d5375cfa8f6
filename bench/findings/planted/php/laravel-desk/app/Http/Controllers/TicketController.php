<?php

namespace App\Http\Controllers;

use App\Models\Attachment;
use App\Models\Ticket;
use Illuminate\Http\Request;
use Illuminate\Support\Facades\Blade;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Http;
use Illuminate\Support\Facades\Log;
use Illuminate\Support\Facades\Storage;

class TicketController extends Controller
{
    public function index(Request $request)
    {
        $direction = $request->query('dir', 'desc');
        $tickets = Ticket::query()
            ->where('team_id', $request->user()->team_id)
            ->orderByRaw('priority ' . $direction)
            ->paginate(25);

        return view('tickets.index', ['tickets' => $tickets]);
    }

    public function stats(Request $request)
    {
        $since = $request->date('since') ?? now()->subMonth();
        $rows = DB::select('select status, count(*) as n from tickets where created_at >= ? group by status', [$since]);

        return response()->json($rows);
    }

    public function overdue(Request $request)
    {
        $days = $request->integer('days', 3);

        return Ticket::whereRaw("due_at < now() - interval $days day")->get();
    }

    public function preview(Request $request)
    {
        $body = $request->input('template');
        $html = Blade::render($body, ['user' => $request->user()]);

        return response($html);
    }

    public function previewSaved(Request $request)
    {
        return response(Blade::render('<p>Hello {{ $name }}</p>', ['name' => $request->input('name')]));
    }

    public function importUrl(Request $request, Ticket $ticket)
    {
        $data = $request->validate(['url' => 'required|url']);
        $response = Http::timeout(10)->get($data['url']);
        Storage::disk('local')->put("tickets/{$ticket->id}/import.bin", $response->body());

        return back();
    }

    public function importGist(Request $request, Ticket $ticket)
    {
        $id = $request->validate(['gist' => 'required|alpha_num|max:40'])['gist'];
        $response = Http::get('https://api.github.com/gists/' . $id);
        $ticket->update(['gist' => $response->json('description')]);

        return back();
    }

    public function download(Request $request, Ticket $ticket)
    {
        $name = $request->query('file');

        return response()->download(storage_path('app/tickets/' . $ticket->id . '/' . $name));
    }

    public function attachment(Request $request, Ticket $ticket)
    {
        $name = basename((string) $request->query('file'));

        return response()->download(storage_path("app/tickets/{$ticket->id}/$name"));
    }

    public function leave(Request $request)
    {
        return redirect()->away($request->input('return_to', '/'));
    }

    public function done(Request $request)
    {
        return redirect()->route('tickets.index', ['page' => $request->input('page')]);
    }

    public function widget(Request $request)
    {
        $title = $request->query('title', 'Support');
        $html = "<div class=\"widget\"><h2>{$title}</h2></div>";

        return response($html)->header('Content-Type', 'text/html');

    }

    public function badge(Request $request)
    {
        return response('<span class="badge">' . e($request->query('label')) . '</span>');
    }

    public function connectMailbox(Request $request)
    {
        $settings = $request->only(['host', 'user', 'password']);
        Log::info('mailbox connect', $settings);
        $request->user()->mailbox()->create($settings);

        return back();
    }

    public function connectChat(Request $request)
    {
        $token = $request->input('token');
        Log::info('chat connect', ['user' => $request->user()->id, 'has_token' => $token !== null]);
        $request->user()->chat()->create(['token' => encrypt($token)]);

        return back();
    }
}
