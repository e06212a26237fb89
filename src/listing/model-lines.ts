/** A line of models as makers name it, and how sellers write it. */
export interface ModelLine {
  name: string;
  /** Who makes it, for titles that name no maker. Absent: several do. */
  maker?: string;
  /** Other spellings, as words in lower case. */
  spellings?: readonly string[];
}

/** Longer names win: an SG Junior is an SG, and a Les Paul Junior is no Les Paul. */
export const modelLines: readonly ModelLine[] = [
  { name: 'Stratocaster', spellings: ['strat', 'strato', 'stratacaster', 'stratocastor'] },
  { name: 'Telecaster', spellings: ['tele', 'telecastor', 'telemaster'] },
  { name: 'Esquire', maker: 'Fender' },
  { name: 'Jazzmaster', spellings: ['jazz master'] },
  { name: 'Jaguar', spellings: ['jag'] },
  { name: 'Mustang' },
  { name: 'Duo-Sonic', spellings: ['duosonic'] },
  { name: 'Musicmaster' },
  { name: 'Bronco' },
  { name: 'Cyclone' },
  { name: 'Meteora', maker: 'Fender' },
  { name: 'Coronado', maker: 'Fender' },
  { name: 'Starcaster' },
  { name: 'Precision Bass', spellings: ['p bass', 'pbass', 'precision', 'p-bass'] },
  { name: 'Jazz Bass', spellings: ['j bass', 'jbass'] },
  { name: 'Mustang Bass' },
  { name: 'Jaguar Bass' },
  { name: 'Les Paul', spellings: ['lp', 'lespaul', 'l p'] },
  { name: 'Les Paul Junior', spellings: ['lp junior', 'les paul jr', 'lp jr'] },
  { name: 'Les Paul Special', spellings: ['lp special'] },
  { name: 'SG' },
  { name: 'Explorer' },
  { name: 'Flying V', spellings: ['flyingv'] },
  { name: 'Firebird' },
  { name: 'Thunderbird', spellings: ['t bird'] },
  { name: 'Melody Maker', maker: 'Gibson' },
  { name: 'ES-335', spellings: ['es335', '335', 'dot'] },
  { name: 'ES-339', spellings: ['es339', '339'] },
  { name: 'ES-345', spellings: ['es345', '345'] },
  { name: 'ES-355', spellings: ['es355', '355'] },
  { name: 'ES-175', spellings: ['es175', '175'] },
  { name: 'ES-330', spellings: ['es330', '330l'] },
  { name: 'ES-125', spellings: ['es125'] },
  { name: 'ES' },
  { name: 'Casino', maker: 'Epiphone' },
  { name: 'Sheraton', maker: 'Epiphone' },
  { name: 'Riviera', maker: 'Epiphone' },
  { name: 'J-45', spellings: ['j45'] },
  { name: 'J-200', spellings: ['j200', 'sj 200', 'sj200'] },
  { name: 'Hummingbird' },
  { name: 'Custom 24', maker: 'PRS', spellings: ['cu24', 'custom24'] },
  { name: 'Custom 22', maker: 'PRS', spellings: ['cu22', 'custom22'] },
  { name: 'McCarty', maker: 'PRS' },
  { name: 'Silver Sky', maker: 'PRS' },
  { name: 'S2', maker: 'PRS' },
  { name: 'RG', maker: 'Ibanez' },
  { name: 'AZ', maker: 'Ibanez' },
  { name: 'Artcore', maker: 'Ibanez' },
  { name: 'Jem', maker: 'Ibanez' },
  { name: 'Soundgear', maker: 'Ibanez', spellings: ['sr'] },
  { name: 'Talman', maker: 'Ibanez' },
  { name: 'Iceman', maker: 'Ibanez' },
  { name: 'Pacifica', maker: 'Yamaha' },
  { name: 'Revstar', maker: 'Yamaha' },
  { name: 'White Falcon', maker: 'Gretsch' },
  { name: 'Duo Jet', maker: 'Gretsch' },
  { name: 'Streamliner', maker: 'Gretsch' },
  { name: 'StingRay', maker: 'Music Man', spellings: ['sting ray'] },
  { name: 'Cutlass', maker: 'Music Man' },
  { name: 'Eclipse', maker: 'ESP' },
  { name: 'Soloist', maker: 'Jackson' },
  { name: 'Dinky', maker: 'Jackson' },
  { name: 'Rhoads', maker: 'Jackson' },
  { name: 'San Dimas', maker: 'Charvel', spellings: ['sandimas'] },
  { name: 'DK24', maker: 'Charvel' },
  { name: 'C-1', maker: 'Schecter', spellings: ['c1'] },
  { name: 'Starfire', maker: 'Guild' },
  { name: 'ASAT', maker: 'G&L' },
  { name: 'Dreadnought' },
];

/** Makers whose guitars are not listed under another maker's name although the text names both: `Squier by Fender`. */
export const subBrands: readonly string[] = ['Squier', 'Epiphone', 'LTD', 'Sterling', 'Orville'];

/** Makers of guitars, whether or not the taxonomy has finishes of theirs; sub-brands are listed above. */
export const makerNames: readonly string[] = [
  ...['Fender', 'Gibson', 'PRS', 'Ibanez', 'Gretsch', 'Music Man', 'Yamaha', 'Schecter', 'Charvel', 'ESP'],
  ...[
    'Jackson',
    'G&L',
    'Rickenbacker',
    'Harley Benton',
    'Kramer',
    'Guild',
    'Suhr',
    'Tokai',
    'Kiesel',
    'Eastman',
  ],
  ...[
    'Heritage',
    'Strandberg',
    'Taylor',
    'Hagstrom',
    'Greco',
    'Cordoba',
    'Cort',
    'Martin',
    'Godin',
    'Takamine',
  ],
  ...[
    'Dean',
    'Danelectro',
    'Hofner',
    'Duesenberg',
    'Reverend',
    'Washburn',
    'Peavey',
    'Ovation',
    'Sire',
    'Aria',
  ],
  ...[
    'Solar',
    'Chapman',
    'BC Rich',
    'Burny',
    'Fernandes',
    'Warwick',
    'Lakland',
    'Spector',
    'Novo',
    'Collings',
  ],
];

/** Words of a model that tell its grade, its year or its strings rather than its line. */
export const gradeWords: ReadonlySet<string> = new Set(
  (
    'the new used rare vintage custom shop standard deluxe special studio classic traditional american america usa us mexican mim mij cij ' +
    'japan professional pro player ultra elite performer original reissue ri relic limited edition le series signature model made in ' +
    'electric acoustic bass guitar string strings left handed lefty lh rh hh hss sss maple rosewood ebony neck top flame quilt figured ' +
    'plus ii iii iv anniversary heritage modern tribute with case gig bag body semi hollow thinline hardtail'
  ).split(' '),
);
