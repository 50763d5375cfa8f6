<?php

namespace App\Http\Middleware;

use Closure;
use Illuminate\Http\Request;

class PartnerCors
{
    public function handle(Request $request, Closure $next)
    {
        $response = $next($request);
        $origin = $request->headers->get('Origin', '*');
        $response->headers->set('Access-Control-Allow-Origin', $origin);
        $response->headers->set('Access-Control-Allow-Credentials', 'true');
        $response->headers->set('Vary', 'Origin');

        return $response;
    }
}
