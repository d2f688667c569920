/** One numbered paragraph; `**term**` is set in semibold. */
export interface Paragraph {
  readonly number: string;
  readonly text: string;
}

export type Block =
  | {
      readonly kind: 'clause';
      readonly number: string;
      readonly title: string;
      readonly paragraphs: readonly Paragraph[];
    }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'parties'; readonly parties: readonly Party[] }
  | {
      readonly kind: 'table';
      readonly caption: string;
      readonly columns: readonly Column[];
      readonly rows: readonly (readonly string[])[];
      readonly total?: readonly [string, string];
    }
  | { readonly kind: 'signatures'; readonly parties: readonly Party[] };

export interface Column {
  readonly title: string;
  /** Share of the text width; the shares of a table add up to 1. */
  readonly share: number;
  readonly align: 'left' | 'right';
}

export interface Party {
  readonly name: string;
  readonly role: string;
  readonly lines: readonly string[];
  readonly signatory: string;
  readonly title: string;
}

export const TITLE = 'Services Agreement';
export const REFERENCE = 'KFA-2026-041';
export const SUBTITLE = 'Berth monitoring and data analysis for the container terminal';

const parties: readonly Party[] = [
  {
    name: 'Kalahari Field Analytics (Pty) Ltd',
    role: 'the Supplier',
    lines: ['14 Acacia Street, Windhoek, Namibia', 'Registration number 2019/0847'],
    signatory: 'Alice Andersen',
    title: 'Managing Director',
  },
  {
    name: 'Halvorsen & Reeve Port Services ApS',
    role: 'the Client',
    lines: ['Kajgaden 7, 2150 København, Denmark', 'Registration number DK 40 17 26 93'],
    signatory: 'Mateusz Lewandowski',
    title: 'Chief Operating Officer',
  },
];

const prices: readonly { item: string; unit: string; quantity: number; cents: number }[] = [
  { item: 'Set-up of the data platform', unit: 'fixed', quantity: 1, cents: 1_850_000 },
  { item: 'Berth sensors with installation', unit: 'piece', quantity: 24, cents: 64_000 },
  { item: 'Monitoring service', unit: 'month', quantity: 12, cents: 295_000 },
  { item: 'Quarterly analysis report', unit: 'report', quantity: 4, cents: 180_000 },
  { item: 'On-site training, up to six persons', unit: 'day', quantity: 3, cents: 115_000 },
];

const money = (cents: number) => (cents / 100).toLocaleString('en-GB', { minimumFractionDigits: 2 });

const clause = (number: number, title: string, ...paragraphs: readonly string[]): Block => ({
  kind: 'clause',
  number: `${number}`,
  title,
  paragraphs: paragraphs.map((text, index) => ({ number: `${number}.${index + 1}`, text })),
});

/** The contract, page by page. */
export const PAGES: readonly (readonly Block[])[] = [
  [
    { kind: 'parties', parties },
    { kind: 'heading', text: 'Background' },
    {
      kind: 'text',
      text: 'The Client operates a container terminal with six berths. It wishes to know at any time which loads its quay walls carry, and to plan their maintenance from measured data instead of fixed intervals. The Supplier designs, installs and operates sensor networks for this purpose and has shown a working installation at one berth during a trial of eight weeks.',
    },
    {
      kind: 'text',
      text: 'The parties therefore agree as follows. The agreement takes effect on the day on which the second of them signs it (the **Effective Date**).',
    },
    clause(
      1,
      'Definitions',
      '**Services** means the work described in clause 2 and in the price table of clause 4. **Site** means berths 1 to 6 of the Client’s terminal, with the control room and the cable routes between them.',
      '**Measured Data** means every value that a sensor at the Site records, together with its time and position. **Report** means the written analysis that the Supplier delivers at the end of each quarter.',
      '**Business Day** means a day on which banks are open in both Windhoek and København. Times of day are given in Coordinated Universal Time.',
    ),
    clause(
      2,
      'Services',
      'The Supplier installs twenty-four load sensors at the Site, connects them to its data platform, and keeps them in working order for the term of this agreement.',
      'The Supplier gives the Client’s staff access to current and past Measured Data through a web interface, and delivers a Report within fifteen Business Days after the end of each quarter.',
      'The Supplier sends qualified staff, follows the safety rules of the Site, and uses subcontractors only with the consent of the Client. It answers for them as for itself.',
    ),
  ],
  [
    clause(
      3,
      'Cooperation of the Client',
      'The Client grants access to the Site on every day of the week between 06:00 and 20:00, provides a safety briefing, and names one person who can decide on its behalf within two Business Days.',
      'The Client provides electric power at the six junction boxes shown in the site plan of 2 March 2026, and a network connection of at least 20 Mbit/s in the control room.',
      'If the Client is late with any of this, the dates in clause 5 move by the same number of days.',
    ),
    clause(
      4,
      'Prices and payment',
      'The Client pays the prices in the table below. They are in euro, exclude value-added tax, and are fixed for the first twelve months.',
    ),
    {
      kind: 'table',
      caption: 'Table 1. Prices for the first twelve months',
      columns: [
        { title: 'Item', share: 0.4, align: 'left' },
        { title: 'Unit', share: 0.12, align: 'left' },
        { title: 'Quantity', share: 0.13, align: 'right' },
        { title: 'Unit price, EUR', share: 0.18, align: 'right' },
        { title: 'Amount, EUR', share: 0.17, align: 'right' },
      ],
      rows: prices.map(({ item, unit, quantity, cents }) => [
        item,
        unit,
        `${quantity}`,
        money(cents),
        money(cents * quantity),
      ]),
      total: ['Total', money(prices.reduce((sum, { quantity, cents }) => sum + quantity * cents, 0))],
    },
    {
      kind: 'clause',
      number: '',
      title: '',
      paragraphs: [
        {
          number: '4.2',
          text: 'The Supplier invoices the set-up and the sensors on acceptance under clause 5, the monitoring service monthly in arrears, and Reports and training on delivery.',
        },
        {
          number: '4.3',
          text: 'Invoices are due thirty days after receipt. On late payment the Client owes interest at the reference rate of the European Central Bank plus eight percentage points.',
        },
      ],
    },
    clause(
      5,
      'Dates and acceptance',
      'Installation begins within twenty Business Days after the Effective Date and is complete within sixty. The Supplier then announces that the installation is ready for acceptance.',
      'The Client tests the installation over ten consecutive days. It is accepted if each sensor has delivered at least 98 % of its expected values in that time and none deviates by more than 2 % from the reference load.',
      'If the test fails, the Supplier remedies the cause at its own expense and the test is repeated. After a second failure the Client may withdraw from this agreement and recover what it has paid.',
    ),
  ],
  [
    clause(
      6,
      'Service levels',
      'From acceptance on, the Supplier keeps the levels of Table 2, measured per calendar month.',
    ),
    {
      kind: 'table',
      caption: 'Table 2. Service levels and credits',
      columns: [
        { title: 'Measure', share: 0.4, align: 'left' },
        { title: 'Level', share: 0.34, align: 'left' },
        { title: 'Credit on the monthly fee', share: 0.26, align: 'right' },
      ],
      rows: [
        ['Availability of the web interface', 'at least 99.5 %', '5 % per full 0.5 % below'],
        ['Completeness of Measured Data', 'at least 98 % per sensor', '2 % per sensor below'],
        ['Answer to a reported fault', 'within four hours', '1 % per case'],
        ['Repair of a failed sensor', 'within five Business Days', '3 % per case'],
      ],
    },
    clause(
      7,
      'Measured Data and confidentiality',
      'Measured Data belong to the Client. The Supplier may use them to provide the Services and, in a form from which neither the Client nor the Site can be recognised, to improve its methods.',
      'Each party keeps confidential what it learns of the other’s business and uses it for this agreement only. This duty ends five years after the agreement does.',
      'On the Client’s request, and at the end of the agreement, the Supplier hands over all Measured Data in an open, documented format and deletes its own copies within thirty days.',
    ),
    clause(
      8,
      'Liability and insurance',
      'Each party is liable without limit for intent, gross negligence, and injury to persons. Otherwise the liability of each party is limited, per contract year, to the amounts payable in that year.',
      'The Supplier holds public liability insurance of at least EUR 2,000,000 per event for the term of the agreement and proves this on request.',
      'Neither party is liable for a failure that it could not foresee or prevent, such as storm, flood, strike or an order of a public authority, for as long as it lasts.',
    ),
    clause(
      9,
      'Term and termination',
      'The agreement runs for twelve months from acceptance and is then extended by twelve months at a time unless a party gives notice three months before the end of a period.',
      'Each party may terminate for good cause, in particular if the other remains in breach of a material duty thirty days after it was warned in text form.',
      'When the agreement ends, the Supplier removes its sensors within thirty days and leaves the Site as it found it, fair wear excepted.',
    ),
  ],
  [
    clause(
      10,
      'Final provisions',
      'Changes to this agreement, including to this clause, are made in writing. A document with an advanced electronic signature of each party counts as writing.',
      'If a provision is or becomes invalid, the others remain in force, and the parties replace it by a valid one that comes closest to its purpose.',
      'The agreement is governed by the law of Denmark. Disputes that the parties cannot settle within sixty days are decided by one arbitrator, seated in København, in the English language.',
      'This agreement may be signed electronically and in counterparts. Each signature is bound to the document as it was when it was made; a later signature adds to the document and changes nothing in it.',
    ),
    { kind: 'heading', text: 'Signatures' },
    {
      kind: 'text',
      text: 'By signing below, each party confirms that it has read this agreement of four pages and that the person who signs is authorised to bind it.',
    },
    { kind: 'signatures', parties },
  ],
];
