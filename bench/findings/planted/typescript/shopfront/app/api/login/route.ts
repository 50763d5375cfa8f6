import { randomBytes } from 'node:crypto';

import { cookies } from 'next/headers';
import { NextRequest, NextResponse } from 'next/server';

import { customers } from '../../../lib/customers';

const AREAS: ReadonlyMap<string, string> = new Map([
  ['orders', '/orders'],
  ['wishlist', '/wishlist'],
]);

export async function POST(request: NextRequest): Promise<NextResponse> {
  const form = await request.formData();
  const customer = await customers.verify(String(form.get('mail')), String(form.get('password')));
  if (!customer) {
    return NextResponse.redirect(new URL('/login?failed=1', request.url), 303);
  }
  const session = randomBytes(32).toString('base64url');
  await customers.open(customer.id, session);
  const jar = await cookies();
  jar.set('session', session, { httpOnly: true, secure: true, sameSite: 'lax', path: '/' });

  const back = request.nextUrl.searchParams.get('back') ?? '/';
  return NextResponse.redirect(new URL(back, request.url), 303);
}

export async function GET(request: NextRequest): Promise<NextResponse> {
  const area = AREAS.get(request.nextUrl.searchParams.get('area') ?? '') ?? '/';
  return NextResponse.redirect(new URL(area, request.url), 303);
}

export async function DELETE(request: NextRequest): Promise<NextResponse> {
  const session = request.cookies.get('session')?.value;
  if (session) {
    await customers.close(session);
  }
  const answer = new NextResponse(null, { status: 204 });
  answer.cookies.set('session', '', { maxAge: 0, httpOnly: true, secure: true, sameSite: 'lax', path: '/' });
  return answer;
}
