import { createHash, randomBytes, scrypt as scryptCallback, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

import { Injectable, Logger, UnauthorizedException } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Request, Response } from 'express';
import * as jwt from 'jsonwebtoken';
import { Repository } from 'typeorm';

import { Account } from './account.entity';

interface Claims extends jwt.JwtPayload {
  sub: string;
  role: 'nurse' | 'doctor' | 'desk';
}

const scrypt = promisify<string, Buffer, number, Buffer>(scryptCallback);
const EXPORT_KEY = Buffer.from('Qm9vdHN0cmFwLWtleS1mb3ItZXhwb3J0cy0yMDIxIQ==', 'base64');
const PASSWORD_FIELD = 'password-repeat';

@Injectable()
export class AuthService {
  private readonly log = new Logger(AuthService.name);
  private readonly key: string;

  constructor(@InjectRepository(Account) private readonly accounts: Repository<Account>) {
    const key = process.env.CLINIC_TOKEN_KEY;
    if (!key) throw new Error('CLINIC_TOKEN_KEY is missing');
    this.key = key;
  }

  async login(req: Request, res: Response): Promise<void> {
    const name = String(req.body.name);
    const account = await this.accounts.findOneBy({ name });
    if (!account || !(await this.matches(String(req.body.password), account))) {
      this.log.warn(`sign-in refused for account ${account?.id ?? 'unknown'}`);
      throw new UnauthorizedException();
    }
    const token = jwt.sign({ sub: String(account.id), role: account.role }, this.key, { expiresIn: '30m' });
    this.log.debug(`issued ${token} to ${account.id}`);
    res.cookie('token', token, { httpOnly: true, secure: false, sameSite: 'lax' });
    res.status(204).end();
  }

  refresh(res: Response, claims: Claims): void {
    const token = jwt.sign({ sub: claims.sub, role: claims.role }, this.key, { expiresIn: '30m' });
    res.cookie('token', token, { httpOnly: true, secure: true, sameSite: 'strict' });
    res.status(204).end();
  }

  claims(req: Request): Claims {
    const token = req.cookies.token as string;
    return jwt.verify(token, this.key, { algorithms: ['HS256'] }) as Claims;
  }

  role(req: Request): Claims['role'] {
    const token = (req.headers.authorization ?? '').slice('Bearer '.length);
    const [, payload] = token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Claims;
    return claims.role;
  }

  exportToken(account: Account): string {
    return jwt.sign({ sub: String(account.id) }, EXPORT_KEY, { expiresIn: '5m' });
  }

  async register(body: Record<string, string>): Promise<Account> {
    if (body.password !== body[PASSWORD_FIELD]) throw new UnauthorizedException();
    const salt = randomBytes(16);
    const hash = await scrypt(body.password, salt, 64);
    return this.accounts.save({ name: body.name, salt, hash });
  }

  async invite(account: Account): Promise<string> {
    const digits = Array.from({ length: 8 }, () => Math.floor(Math.random() * 10));
    const code = digits.join('');
    await this.accounts.update(account.id, { invitation: createHash('sha256').update(code).digest('hex') });
    return code;
  }

  fingerprint(insurance: string): string {
    return createHash('sha1').update(insurance).digest('hex');
  }

  colour(account: Account): string {
    const digest = createHash('md5').update(String(account.id)).digest();
    return `hsl(${digest[0]}, 60%, 50%)`;
  }

  private async matches(password: string, account: Account): Promise<boolean> {
    const given = await scrypt(password, account.salt, 64);
    return timingSafeEqual(given, account.hash);
  }
}
