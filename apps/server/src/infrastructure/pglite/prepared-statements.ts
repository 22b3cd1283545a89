import { type PGlite, parse, protocol, type Results } from '@electric-sql/pglite';

const { serialize } = protocol;

type BackendMessages = Parameters<typeof parse.parseResults>[0];
type Row = Record<string, unknown>;

interface Statement {
  readonly name: string;
  readonly parameterTypes: readonly number[];
  /** What its rows look like: one message, and none for a statement without rows. */
  readonly rowDescription: BackendMessages;
}

export interface Query {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  /** Whether it is the first statement of a transaction. */
  readonly begins: boolean;
}

/**
 * PostgreSQL plans a statement for the size that the tables have then, keeps the plan, and makes another one when they were
 * analyzed (PostgreSQL, PREPARE). Nothing does that for PGlite, so a new database would work with plans for empty tables; here
 * plans are thrown away after so many statements, and then after twice as many, up to the most.
 */
const leastPlanLife = 250;
const mostPlanLife = 64_000;

/** Far more than the program has of its own. What is made of lists of any length comes and goes. */
const maxStatements = 500;

/**
 * Runs statements that PostgreSQL parses only once (PostgreSQL, section 54.2.3, Extended Query). The `query` of PGlite
 * does that each time, in six messages that wait for one another; here it is one. The calls must not overlap.
 */
export class PreparedStatements {
  readonly #pglite: PGlite;
  readonly #statements = new Map<string, Statement>();
  #made = 0;
  #asked = 0;
  #plansUntil = leastPlanLife;

  constructor(pglite: PGlite) {
    this.#pglite = pglite;
  }

  /**
   * Runs a statement, the first of a transaction where it `begins` one. Throws PGlite's DatabaseError, with the fields that
   * PostgreSQL tells.
   */
  async query({ sql, parameters, begins }: Query): Promise<Results<Row>> {
    this.#asked += 1;
    // Not in the middle of a transaction: one that has failed refuses it.
    if (begins && this.#asked >= this.#plansUntil) await this.#discardPlans();
    const statement = await this.#prepared(sql);
    const values = parameters.map((value, index) =>
      this.#serialized(value, statement.parameterTypes[index]),
    );
    const answer = await this.#send([
      ...(begins
        ? [serialize.parse({ text: 'begin' }), serialize.bind(), serialize.execute()]
        : []),
      serialize.bind({ statement: statement.name, values }),
      serialize.execute(),
    ]);
    const own = begins ? answer.findIndex(({ name }) => name === 'commandComplete') + 1 : 0;
    const messages = [...statement.rowDescription, ...answer.slice(own)];
    const [result] = parse.parseResults(messages, this.#pglite.parsers);
    if (!result) throw new Error('PostgreSQL did not say what it did');
    return result as Results<Row>;
  }

  /** Forgets all statements, as it must be when tables have changed their shape. */
  async forget(): Promise<void> {
    this.#statements.clear();
    await this.#pglite.exec('deallocate all');
  }

  async #discardPlans(): Promise<void> {
    this.#plansUntil = this.#asked + Math.min(this.#asked, mostPlanLife);
    await this.#pglite.exec('discard plans');
  }

  async #prepared(sql: string): Promise<Statement> {
    return this.#statements.get(sql) ?? (await this.#prepare(sql));
  }

  async #prepare(sql: string): Promise<Statement> {
    this.#made += 1;
    const name = `statement ${this.#made}`;
    const described = await this.#send([
      ...this.#closeOldest(),
      serialize.parse({ name, text: sql }),
      serialize.describe({ type: 'S', name }),
    ]);
    const statement = {
      name,
      parameterTypes: parse.parseDescribeStatementResults(described),
      rowDescription: described.filter((message) => message.name === 'rowDescription'),
    };
    this.#statements.set(sql, statement);
    return statement;
  }

  #closeOldest(): Uint8Array[] {
    if (this.#statements.size < maxStatements) return [];
    const [[sql, { name }] = ['', { name: '' }]] = this.#statements;
    this.#statements.delete(sql);
    return [serialize.close({ type: 'S', name })];
  }

  #serialized(value: unknown, type: number | undefined): string | null {
    if (value === null || value === undefined) return null;
    const serializer = type === undefined ? undefined : this.#pglite.serializers[type];
    return serializer ? serializer(value) : String(value);
  }

  /** Ends with a sync, up to which PostgreSQL passes over the rest where one of the messages fails. */
  #send(parts: readonly Uint8Array[]): Promise<BackendMessages> {
    const message = Buffer.concat([...parts, serialize.sync()]);
    return this.#pglite.execProtocolStream(new Uint8Array(message), { syncToFs: false });
  }
}
