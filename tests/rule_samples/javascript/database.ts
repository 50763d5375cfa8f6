import { Body, Controller, Get, Post, Query } from "@nestjs/common";
import express from "express";
import { ObjectId } from "mongodb";
import { pool, db, knex, prisma, sequelize } from "./database";
import { User, Session } from "./models";

const app = express();
const SORTABLE = ["name", "created_at"];

app.get("/users", async (req, res) => {
  const { name, sort } = req.query;
  // ruleid: javascript-sql-injection
  const found = await pool.query("SELECT * FROM users WHERE name = '" + name + "'");
  // ok: javascript-sql-injection
  const same = await pool.query("SELECT * FROM users WHERE name = $1", [name]);
  let statement = "SELECT * FROM users";
  if (name) {
    statement += ` WHERE name = '${name}'`;
  }
  // ruleid: javascript-sql-injection
  await pool.query(statement);
  const parts = ["SELECT * FROM users WHERE 1 = 1"];
  parts.push(`AND sort = ${sort}`);
  // ruleid: javascript-sql-injection
  await pool.execute(parts.join(" "));
  if (!SORTABLE.includes(sort)) {
    return res.status(400).end();
  }
  // ok: javascript-sql-injection
  await pool.query(`SELECT * FROM users ORDER BY ${sort}`);
  res.json([found, same]);
});

app.get("/orders/:id", async (req, res) => {
  const id = req.params.id;
  // ruleid: javascript-sql-injection
  await prisma.$queryRawUnsafe(`SELECT * FROM orders WHERE id = ${id}`);
  // ok: javascript-sql-injection
  await prisma.$queryRaw`SELECT * FROM orders WHERE id = ${id}`;
  // ruleid: javascript-sql-injection
  await knex("orders").whereRaw("id = " + id);
  // ok: javascript-sql-injection
  await knex("orders").whereRaw("id = ?", [id]);
  // ruleid: javascript-sql-injection
  await sequelize.query(`SELECT * FROM orders WHERE id = '${id}'`, { type: "SELECT" });
  const number = parseInt(id, 10);
  // ok: javascript-sql-injection
  await sequelize.query(`SELECT * FROM orders WHERE id = ${number}`);
  // ok: javascript-sql-injection
  await pool.query({ text: "SELECT * FROM orders WHERE id = $1", values: [id] });
  // ruleid: javascript-sql-injection
  await pool.query({ text: `SELECT * FROM orders WHERE id = ${id}`, values: [] });
  // ruleid: javascript-sql-injection
  db.prepare(`SELECT * FROM orders WHERE id = '${id}'`).get();
  // ok: javascript-sql-injection
  db.prepare("SELECT * FROM orders WHERE id = ?").get(id);
  const ids = req.body.ids;
  // ok: javascript-sql-injection
  await pool.query(`SELECT * FROM orders WHERE id IN (${ids.map(() => "?").join(",")})`, ids);
  // ok: javascript-sql-injection
  await pool.query(`SELECT * FROM orders WHERE id = ${pool.escape(id)}`);
  // ok: javascript-sql-injection
  await pool.query(`SELECT * FROM orders WHERE id IN (${ids.map((_, i) => `$${i + 1}`).join(",")})`, ids);
});

@Controller("cats")
export class CatsController {
  constructor(private readonly repository: Repository<Cat>) {}

  @Get()
  async search(@Query("breed") breed: string) {
    // ruleid: javascript-sql-injection
    return this.repository.query(`SELECT * FROM cats WHERE breed = '${breed}'`);
  }

  async byOwner(owner: string, age: number) {
    // ruleid: javascript-sql-injection-parameter
    await this.repository.createQueryBuilder("cat").where(`cat.owner = '${owner}'`).getMany();
    // ok: javascript-sql-injection
    return this.repository.query(`SELECT * FROM cats WHERE age = ${age}`);
  }

  @Post("login")
  async login(@Body() body: any) {
    // ruleid: javascript-nosql-injection
    return this.users.findOne({ name: body.name, password: body.password });
  }
}

export async function findByEmail(email) {
  // ruleid: javascript-sql-injection-parameter
  const [rows] = await pool.query("SELECT * FROM users WHERE email = '" + email + "'");
  // ok: javascript-sql-injection
  await pool.query("SELECT * FROM users " + "WHERE email = ?", [email]);
  return rows;
}

app.post("/login", async (req, res) => {
  const { username, password } = req.body;
  // ruleid: javascript-nosql-injection
  const user = await User.findOne({ username, password });
  // ok: javascript-nosql-injection
  const safe = await User.findOne({ username: String(username) });
  // ruleid: javascript-nosql-injection
  await db.collection("users").deleteMany(req.body);
  // ruleid: javascript-nosql-injection
  await User.find(req.query);
  // ok: javascript-nosql-injection
  await Session.findOne({ _id: new ObjectId(req.body.id) });
  // ok: javascript-nosql-injection
  await db.user.findOne({ where: { username } });
  // ruleid: javascript-nosql-injection-where
  await User.find({ $where: `this.name == '${username}'` });
  // ok: javascript-nosql-injection-where
  await User.find({ $where: "this.credits == this.debits" });
  if (typeof username !== "string") {
    return res.status(400).end();
  }
  // ok: javascript-nosql-injection
  await User.findOne({ username });
  res.json([user, safe]);
});

export function richer(amount) {
  // ruleid: javascript-nosql-injection-where
  return User.find({ $where: "this.balance > " + amount });
}

export function richerThan(amount) {
  // ok: javascript-nosql-injection-where
  return User.find({ $where: "this.balance > " + Number(amount) });
}
