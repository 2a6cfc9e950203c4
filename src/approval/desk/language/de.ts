import { oneLine } from '../../../wording/lines.ts';
import { formatTime } from '../../../wording/times.ts';
import { callsIn, taggedAction } from '../../request/deployer/deployer-record.ts';
import { isBlockedByUnknown } from '../../request/deployer/format-deployer.ts';
import { whoDeployed } from '../../request/deployer/who-deployed.ts';
import { formatTrial, type SaidTrial } from '../../request/format-trial.ts';
import { formatPeople } from '../../request/people.ts';
import { countApprovals, isApprovedAt } from '../../request/progress.ts';
import { type ApprovalRequest, type Decision, isByVotes, type Subject, type Vote } from '../../request/request.ts';
import { votersFor } from '../../request/standing.ts';
import { termsOf } from '../../request/terms.ts';
import { deputiesOf } from '../../request/timing/deputies.ts';
import { formatMoment } from '../../request/timing/format-deadline.ts';
import { attemptMinutes, sessionMinutes } from '../../sign-in/session.ts';
import type { Words } from './en.ts';

type Choice = Vote['choice'];

const nouns: Readonly<Record<Choice, string>> = { APPROVE: 'Freigabe', REJECT: 'Ablehnung', WITHDRAW: 'Rücknahme' };
const seeConsole = 'Wie es ausgegangen ist, zeigt die ECS-Konsole unter den Deployments des Service.';
const nothingRecorded =
  'Es wurde nichts gespeichert. Prüfen Sie den aktuellen Stand unten und senden Sie das Formular noch einmal.';
const platformTeam = 'Bitte informieren Sie Ihr Plattform-Team.';
const nothingIsLost = [
  'Es ist nichts verloren: Was gespeichert war, bleibt gespeichert, und das Deployment wartet weiter.',
  'Laden Sie die Seite gleich noch einmal. Falls Sie gerade entschieden haben, steht dort, ob das gespeichert wurde.',
];
const byCommand =
  'Entscheiden Sie mit greenlight approve oder reject und dem Namen des Service; Ihre AWS-Identität braucht dafür die Berechtigung aus dem Output DecideArn.';
const signedOut = `Angemeldet bleibt hier niemand länger als ${sessionMinutes} Minuten.`;

/** The same in German. */
export const de: Words = {
  lang: 'de',
  headline: {
    open: (what) => `${what} freigeben?`,
    APPROVED: (what) => `Freigegeben: ${what}`,
    REJECTED: (what) => `Abgelehnt: ${what}`,
    EXPIRED: (what) => `Abgelaufen: ${what}`,
    SUPERSEDED: (what) => `Geschlossen: ${what}`,
    undone: (what) => `Zurückgerollt: ${what}`,
    replaced: (what) => `Ersetzt: ${what}`,
    late: (what) => `Zu spät: ${what}`,
    voted: (what) => `Wartet auf andere: ${what}`,
    refused: (headline) => `Nicht gespeichert: ${headline}`,
  },
  phases: {
    label: 'Wo das Deployment steht',
    start: 'Start',
    test: 'Test',
    approve: 'Freigabe',
    shift: 'Umschalten',
    bake: 'Beobachten',
  },
  page: {
    skip: 'Zur Entscheidung springen',
    asked: (at) => `angefragt ${at}`,
    deciding: 'Sie entscheiden als',
    signedIn: 'Angemeldet als',
    signOut: 'Abmelden',
    signIn: 'Anmelden',
    signInAgain: 'Neu anmelden',
    underOwnName: 'Um unter Ihrem eigenen Namen zu entscheiden:',
    toCountFor: (rules) => `Damit Ihre Entscheidung für ${rules.join(' und ')} zählt:`,
    open: 'Neue Version öffnen',
    newTab: '(öffnet einen neuen Tab)',
    noAddress: (because) => `Für die neue Version wird keine Adresse angeboten: ${because}.`,
    untried: {
      yet: 'Die neue Version lässt sich noch nicht ausprobieren',
      beforehand: 'Die neue Version lässt sich vorab nicht ausprobieren',
    },
    command: (because) =>
      `Keine Adresse im Browser zeigt sicher die neue Version: ${because}. Mit diesem Befehl erreichen Sie sie:`,
    checked: 'Was geprüft wurde',
    changes: 'Was sich ändert',
    notes: 'Was das Team dazu schreibt',
    looks: 'Wie es aussieht',
    decided: 'Wer entschieden hat',
    decision: 'Ihre Entscheidung',
    history: 'Verlauf',
    details: 'Einzelheiten',
    updated: (at) => `Diese Seite wurde ${atTime(at)} aktualisiert.`,
  },
  checks: {
    unreadable: 'Die Berichte lassen sich gerade nicht lesen. Laden Sie die Seite neu, um sie zu sehen.',
    none: 'Zu diesem Deployment liegt noch kein Prüfbericht vor.',
    all: (count) => `Alle Prüfungen (${count} weitere)`,
    hidden: (count) => `${count} weitere Berichte liegen im Bucket.`,
    findings: (count) => (count === 1 ? '1 Ergebnis' : `${count} Ergebnisse`),
    outcome: {
      passed: 'bestanden',
      degraded: 'beeinträchtigt',
      failed: 'fehlgeschlagen',
      waiting: 'läuft noch',
      unknown: 'unbekannt',
    },
    allowed: (limit) => `erlaubt ${limit}`,
    series: (low, high) => `${low} bis ${high}`,
    limit: (limit, isLeast) => (isLeast ? `mindestens ${limit}` : `höchstens ${limit}`),
    verdict: ({ verdict, waived, inconclusive }) => {
      if (waived) return { 'dry run': 'PROBELAUF', 'switched off': 'ABGESCHALTET' }[waived];
      if (inconclusive) return 'nicht zu beurteilen';
      return { pass: 'bestanden', wait: 'läuft noch', error: 'nicht prüfbar', fail: 'fehlgeschlagen' }[verdict];
    },
    help: 'Was das heißt und was zu tun ist (auf Englisch)',
  },
  looks: {
    green: 'Neue Version (grün)',
    blue: 'Laufende Version (blau)',
    difference: 'Unterschiede, in Rot',
    hidden: (count) => `Bilder von ${count} weiteren Seiten liegen im Bucket.`,
    same: 'sieht gleich aus',
    notCompared: 'nicht verglichen',
    incomparable: 'nicht vergleichbar',
    lessThan: (percent) => `weniger als ${percent}`,
    differs: (percent) => `${percent} % der Pixel weichen ab`,
    allowed: (percent) => `${percent} % erlaubt`,
  },
  changes: {
    image: 'Image',
    unchanged: '(unverändert)',
    what: {
      ...{ memory: 'Arbeitsspeicher', cpu: 'CPU', environment: 'Variable', secret: 'Secret', ports: 'Ports' },
      ...{ 'task role': 'Task-Rolle', 'execution role': 'Ausführungsrolle', logging: 'Logging', command: 'Befehl' },
      ...{ platform: 'Plattform', container: 'Container', 'health check': 'Health-Check', more: 'weitere' },
      'memory reservation': 'reservierter Arbeitsspeicher',
    },
    remarks: {
      'value not shown': 'Wert wird nicht angezeigt',
      'value changed, not shown': 'Wert geändert, wird nicht angezeigt',
      'changed, value not shown': 'geändert, Wert wird nicht angezeigt',
    },
    first: 'Dies ist das erste Deployment des Service: Es gibt keine frühere Revision, zu der ECS zurückkehren könnte.',
    waitsAt: 'Wartet in',
    gate: (name) => `Gate ${name}`,
    revision: 'Revision',
    replaces: 'ersetzt',
    deployment: 'Deployment',
    startedBy: (who) => `gestartet von ${who}`,
    account: 'Konto',
  },
  ecs: {
    answered: (at) => `ECS hat die Antwort ${atTime(at)} bekommen`,
    step: (percent, at) => `${percent} % ${atTime(at)} gesehen`,
    pause: (outcome) => `An der Pause: ${outcome}`,
    asAsked: 'zurückgerollt, wie verlangt',
    bakingUntil: (at) => `Bake-Zeit bis spätestens ${at}`,
    baking: 'Bake-Zeit läuft',
    at: atTime,
    seenAt: (time) => `(${atTime(time)} gesehen)`,
    state: {
      ...{ succeeded: 'abgeschlossen', undoing: 'ECS rollt zurück', undone: 'zurückgerollt' },
      ...{
        failed: 'fehlgeschlagen, und ECS konnte nicht zurückrollen',
        stopping: 'ECS stoppt es',
        stopped: 'gestoppt',
      },
    },
  },
  votes: {
    did: { APPROVE: 'freigegeben', REJECT: 'abgelehnt', WITHDRAW: 'zurückgenommen' },
    nobody: 'Noch niemand.',
    nobodyAtAll: 'Niemand.',
    ticked: (items) => `bestätigt: ${items}`,
    decision: (outcome) => `Entscheidung: ${outcome}.`,
    resolved: (images) => `Als es weitergehen sollte, lieferte ECS aus: ${images}.`,
    rulesNeeded: 'Jede Regel muss erfüllt sein; jede Person zählt für eine davon',
    approvals: 'Freigaben',
    filled: (given, needed) => `${given} von ${needed}`,
    members: (group) => `Mitglieder von ${group}`,
    proof: { link: '', mailbox: '', 'sign-in': '; nach Anmeldung', iam: '; per IAM' },
    asked: (people) => `Gefragt sind: ${people}.`,
    needed: (approvals) =>
      approvals === 1 ? 'Eine Freigabe ist nötig' : `${approvals} Freigaben von verschiedenen Personen sind nötig`,
    left: (time) => `noch ${time}`,
    until: (deadline, then) => `bis ${deadline}, danach ${then}`,
    opensItself: (isShifted) =>
      `Entscheidet niemand, ${isShifted ? 'bleibt' : 'geht'} dieses Deployment ohne Freigabe in Produktion. Lehnen Sie es ab, wenn das nicht sein darf.`,
    brokenGlass: 'Im Notfall freigegeben (break glass)',
    brokenBy: (who, reason) => `Von ${who}, ohne das, was dieses Gate verlangt: ${reason}`,
    by: (who, at) => `${who} ${atTime(at)}`,
  },
  say: {
    people,
    trial,
    outcome: (decision, now) => formatDecided(isByVotes(decision) ? { ...decision, reason: undefined } : decision, now),
    decision: formatDecided,
    progress,
    rejecting,
    deputies: (request, terms = deputiesOf(request, undefined)) =>
      terms.map(
        ({ from, dueAt }) => `ab ${formatMoment(request, new Date(dueAt))} auch ${from.map(people).join(', ')}`,
      ),
    deployer,
    noApproval,
    failure,
    atDeadline: (request) =>
      isApprovedAt(request, request.deadline)
        ? 'wird es OHNE FREIGABE DURCHGELASSEN (onDeadline), falls niemand ablehnt'
        : request.subject.firstDeployment
          ? 'scheitert das erste Deployment'
          : 'rollt ECS zurück',
  },
  form: {
    question: (isShifted) => `Soll es in Produktion ${isShifted ? 'bleiben' : 'gehen'}?`,
    approve: 'Freigeben',
    reject: 'Ablehnen',
    withdraw: 'Meine frühere Stimme zurücknehmen',
    withdrawHint: 'Sie zählt dann nicht mehr, und Sie können neu entscheiden',
    needed: 'Für eine Freigabe nötig',
    items: 'Bestätigen Sie jeden Punkt',
    looked: {
      nowhere: (version) => `Ich habe mir angesehen, was ${version} ändert`,
      somewhere: (version) => `Ich habe mir ${version} angesehen`,
      'on the test listener': (version) => `Ich habe mir ${version} am Test-Listener angesehen`,
    },
    revision: (id) => `Revision ${id}`,
    reason: 'Begründung',
    reasonNeeded: (always) => (always ? 'Nötig' : 'Für eine Ablehnung nötig'),
    reasonMatch: (pattern, choice) =>
      `muss ${choice === undefined ? '' : choice === 'APPROVE' ? 'bei einer Freigabe ' : 'bei einer Ablehnung '}zu ${pattern} passen`,
    shown: 'sichtbar für alle, die gefragt sind',
    record: 'Entscheidung speichern',
    change: 'Entscheidung ändern',
    promise: 'Gespeichert wird sie mit Ihrem Namen und dem, was diese Seite zeigt.',
    chooseFirst: 'Wählen Sie, ob Sie freigeben oder ablehnen.',
    lookFirst: 'Setzen Sie das Häkchen, wenn Sie sie sich angesehen haben.',
    tickAll: 'Haken Sie jeden erledigten Punkt ab. Für eine Freigabe sind alle nötig.',
    sayWhyApprove: 'Geben Sie eine Begründung an: Dieses Gate verlangt sie für eine Freigabe.',
    sayWhyReject: 'Schreiben Sie, warum, damit das Team weiß, was zu beheben ist.',
    tooLong: (length, most) => `Die Begründung hat ${length} Zeichen; erlaubt sind höchstens ${most}.`,
    noMatch: (pattern) => `Die Begründung muss etwas enthalten, das zu ${pattern} passt.`,
  },
  notes: {
    incomplete: 'Noch nicht gespeichert',
    oldForm: (minutes) => [`Dieses Formular war älter als ${minutes} Minuten`, nothingRecorded],
    strangeForm: ['Dieses Formular stammt nicht von dieser Seite', nothingRecorded],
    notApproved: [
      'Ihre Freigabe wurde nicht gespeichert',
      'Warum Sie nicht freigeben können, steht im Formular unten.',
    ],
    changed: ['Die Anfrage hat sich geändert, seit Sie sie geöffnet haben', nothingRecorded],
    stale: (why) => [
      'Bitte entscheiden Sie noch einmal',
      `Ihre Freigabe zählt nicht mehr, weil sich seitdem etwas geändert hat: ${why}. Prüfen Sie den aktuellen Stand unten.`,
    ],
    checksChanged: (now, hidden) => [
      'Die Prüfungen haben etwas Neues gemeldet, seit Sie diese Seite geöffnet haben',
      `Es wurde nichts gespeichert.${now === '' ? '' : ` Neu: ${now}${hidden > 0 ? `; und ${hidden} weitere` : ''}.`} Prüfen Sie den aktuellen Stand unten und senden Sie das Formular noch einmal.`,
    ],
    unread: [
      'Ihre Freigabe wurde nicht gespeichert',
      'Was die Prüfungen gemeldet haben, lässt sich gerade nicht lesen, und ohne das kann niemand freigeben. Bitte senden Sie das Formular noch einmal.',
    ],
    closed: (outcome) => ['Es wurde nichts gespeichert', `Die Anfrage wurde ${outcome}, bevor Ihr Formular ankam.`],
    lost: (choice) => `Ihre ${nouns[choice]} wurde nicht gespeichert`,
    kept: (choice) => `Ihre ${nouns[choice]} ist gespeichert`,
    keptByLink: (choice) => `Die ${nouns[choice]} mit diesem Link ist gespeichert`,
    afterwards: (outcome) => `Danach wurde die Anfrage ${outcome}.`,
    already: (outcome) => [`Schon ${outcome}`, 'Dieser Klick hat nichts geändert.'],
    wasBefore: (outcome) => `Die Anfrage wurde ${outcome}.`,
    rollBackInstead: (service) => `Um das Deployment von ${service} anzuhalten, rollen Sie es in ECS zurück.`,
    recordedAt: (at, who) => `Gespeichert ${atTime(at)} als ${who}`,
    waiting: (soFar, until, choice) =>
      `: ${soFar}. ECS wartet bis ${until}, und bis dahin können Sie noch ${{ APPROVE: 'ablehnen', REJECT: 'freigeben', WITHDRAW: 'neu entscheiden' }[choice]}.`,
    continues: ', und dieses Gate lässt das Deployment weiterlaufen',
    rollsBack: ' und rollt zurück',
    fails: (failing) => `, und ${failing}`,
    readsSoon: (within, then) => `ECS liest das innerhalb von ${within}${then}.`,
    console: seeConsole,
    answered: (what, then) => (then === undefined ? what : `${what} Die Folge: ${then}.`),
    byHand: (status) => [
      'Von Hand entschieden',
      `Der Status wurde im Bucket auf ${status} gesetzt; Greenlight übernimmt das als Entscheidung, sobald es das nächste Mal nachsieht, außer wenn HandDecisions auf no steht.`,
    ],
    late: (at, opens, hasVotes) => [
      'Zu spät für eine Entscheidung',
      `Die Frist endete ${atTime(at)}, ${hasVotes ? 'bevor genug Personen' : 'ohne dass jemand'} entschieden ${hasVotes ? 'hatten' : 'hatte'}. ${opens ? 'Greenlight lässt es durch (onDeadline), und das erfährt ECS' : 'Diese Antwort erhält ECS'} binnen 2 Minuten.`,
    ],
    approved: (outcome) => ['Das ist freigegeben', `Die Anfrage wurde ${outcome}.`],
    undone: 'Das war freigegeben und wurde danach zurückgerollt',
    outdated: (outcome, why, fails) => [
      'Das wurde freigegeben, aber die Freigabe zählt nicht',
      `Die Anfrage wurde ${outcome}. Dann: ${why}. Die Folge: ${fails}. Starten Sie ein neues Deployment, damit wieder gefragt wird.`,
    ],
    rejected: (outcome) => ['Das ist abgelehnt', `Die Anfrage wurde ${outcome}.`],
    rejectedBy: (who, version, reason, at) => [
      `${who} hat ${version} abgelehnt${reason === '' ? '' : `: ${reason}`}`,
      `Entschieden ${atTime(at)}.`,
    ],
    expired: (at, hasVotes) => [
      `${hasVotes ? 'Zu wenige haben' : 'Niemand hat'} rechtzeitig entschieden`,
      `Die Anfrage ist ${atTime(at)} abgelaufen.`,
    ],
    deployAgain: 'Starten Sie ein neues Deployment, damit wieder gefragt wird.',
    superseded: (outcome, hasVotes) => [
      'Hier gibt es nichts mehr zu entscheiden',
      `Die Anfrage wurde ${outcome}. ${hasVotes ? 'Freigegeben wurde sie nicht.' : 'Entschieden hat niemand.'}`,
    ],
    replaced: [
      'Ein neueres Deployment hat dieses ersetzt',
      'ECS liefert von einem Service immer nur eine Version aus, deshalb gibt es hier nichts mehr zu entscheiden.',
    ],
    newer: (service, at, revision, stage) =>
      `Eine neuere Anfrage zu ${service} gibt es seit ${at}, für Revision ${revision} in ${stage}`,
    newerLink: 'Neuere Anfrage öffnen',
    newerMail: 'Ihr Link steht in der Mail dazu.',
  },
  who: {
    notAsked: 'Sie sind hier nicht gefragt',
    notAmong: (account) => `Das Konto ${account} gehört nicht zu denen, die gefragt sind`,
    nobody: 'Ohne Anmeldung kann niemand diese Anfrage mit diesem Link lesen',
    nothingChanged: 'Es wurde nichts geändert.',
    useMail:
      'Nehmen Sie den Link aus der Mail mit der Anfrage. Gehören Sie zu einer Gruppe, die gefragt ist, melden Sie sich neu an.',
    useOther:
      'Melden Sie sich ab, um ein anderes Konto zu verwenden, oder fragen Sie Ihr Plattform-Team, wer entscheidet.',
    groups: (names) => `${names.length === 1 ? 'der Gruppe' : 'den Gruppen'} ${names.join(', ')}`,
    groupsUnknown: (why, asked) => [
      'Ihre Gruppen sind hier nicht bekannt',
      `Der Anmeldedienst hat nicht alle Gruppen Ihres Kontos genannt (${why === 'too-many' ? 'es sind zu viele' : 'sie haben eine unbekannte Form'}); gefragt sind nur Mitglieder von ${asked}. ${platformTeam}`,
    ],
    unconfirmed: (asked) => [
      'Ihr Konto kann nicht entscheiden',
      `Ihr Konto gehört zu ${asked}, aber der Anmeldedienst bestätigt seine Mailadresse nicht. Andere werden per Mail gefragt, Sie könnten also doppelt zählen. ${platformTeam}`,
    ],
    notInGroup: (asked) =>
      ` und gehörte bei Ihrer Anmeldung nicht zu ${asked}. Ist das inzwischen anders, melden Sie sich neu an.`,
    stale: (minutes) =>
      `Hier zählt eine Entscheidung nur innerhalb von ${minutes} ${minutes === 1 ? 'Minute' : 'Minuten'} nach der Anmeldung bei Ihrem Anmeldedienst.`,
    staleSince: (at) => ['Melden Sie sich neu an, um zu entscheiden', `Dort haben Sie sich ${atTime(at)} angemeldet.`],
    staleUnknown: [
      'Mit Ihrer Anmeldung lässt sich nicht entscheiden',
      `Der Anmeldedienst hat nicht gesagt, wann Sie sich dort angemeldet haben. ${platformTeam}`,
    ],
    notYet: (from) => [
      'Sie können noch nicht entscheiden',
      `Sie vertreten andere: Ab ${from} können Sie entscheiden, falls die anderen es bis dahin nicht getan haben.`,
    ],
    excluded: [
      'Sie dürfen hier nicht entscheiden',
      'Die Konfiguration dieses Gates schließt Sie von der Entscheidung aus. Jemand anders muss entscheiden.',
    ],
    signIn: ['Melden Sie sich an, um zu entscheiden', 'Ihre Entscheidung zählt erst, wenn Sie sich angemeldet haben.'],
    weak: {
      mailbox: [
        'Mit diesem Link lässt sich nicht entscheiden',
        'Dieses Gate zählt nur Entscheidungen mit einem Link, der an eine einzelne Person ging. Nehmen Sie den Link aus Ihrer eigenen Mail.',
      ],
      'sign-in': [
        'Nur wer angemeldet ist, kann entscheiden',
        `Dieses Gate zählt keine Entscheidung allein mit einem Link. ${byCommand}`,
      ],
      iam: [
        'Nur eine AWS-Identität kann entscheiden',
        `Ihre Entscheidung auf dieser Seite würde nicht zählen. ${byCommand}`,
      ],
    },
    stronger: [
      'So lässt sich Ihre Ablehnung nicht zurücknehmen',
      'Sie haben nach einer Anmeldung oder mit einer AWS-Identität abgelehnt. Um das zu ändern, entscheiden Sie auf demselben Weg neu.',
    ],
  },
  home: {
    title: 'Anfragen',
    signIn: [
      'Freigaben',
      'Zu einer Anfrage führt der Link in Ihrer Mail.',
      'Melden Sie sich an, um zu sehen, was auf Sie wartet und was entschieden wurde.',
    ],
    notRecognized: (account) => [
      'Ihr Konto kann keine Anfragen sehen',
      `Das Konto ${account} hat keine Mailadresse, der hier vertraut wird.`,
      'Der Link in Ihrer Mail öffnet die Anfrage. Welche Konten alles sehen dürfen, legt Ihr Plattform-Team fest (DeskReaders).',
    ],
    service: 'Name des Service',
    search: 'Suchen',
    forMe: 'Wartet auf Sie',
    forOthers: 'Wartet auf andere',
    decided: 'Entschieden',
    nothing: 'Nichts.',
    longName: (most) => ['Das ist zu lang', `Der Name eines Service hat höchstens ${most} Zeichen.`],
    until: (deadline) => `bis ${deadline}`,
    more: (count) => `${count} weitere sind offen.`,
    allOpen: 'Alle offenen Anfragen',
    next: 'Weitere',
    older: 'Ältere',
    all: 'Alle entschiedenen Anfragen',
    review: 'Prüfen',
    status: {
      ...{ PENDING: 'wartet', APPROVED: 'freigegeben', REJECTED: 'abgelehnt' },
      ...{ EXPIRED: 'abgelaufen', SUPERSEDED: 'geschlossen' },
    },
    ofDeployment: (id) => `Deployment ${id}`,
    inEcs: 'Bei ECS',
    decisions: 'Entscheidungen',
  },
  messages: {
    home: [
      'Freigaben',
      'Wer gefragt ist, öffnet eine Anfrage mit dem Link aus der Mail. Ohne Link gibt es hier nichts zu sehen.',
    ],
    malformedLink: (isCut) => [
      'Dieser Link ist unvollständig oder verändert',
      isCut
        ? 'Das Ende fehlt: Manche Mailprogramme schneiden lange Links am Zeilenende ab. Es wurde nichts geändert.'
        : 'Er ist kein Link dieser Seite, oder es wurde etwas angehängt. Es wurde nichts geändert.',
      'Öffnen Sie die Mail noch einmal und kopieren Sie den ganzen Link hinter „Decide:“ in die Adresszeile.',
      'Steht in der Mail nur ein Teil, fragen Sie Ihr Plattform-Team: greenlight open listet die offenen Anfragen, und greenlight approve oder reject entscheidet ohne Link.',
    ],
    forgedLink: [
      'Dieser Link ist nicht gültig',
      'Er wurde verändert, ist so alt, dass er entfernt wurde, oder ist mit einem Schlüssel signiert, den diese Seite nicht hat. Es wurde nichts geändert.',
      'Nehmen Sie den Link aus der Mail mit der Anfrage, oder fragen Sie Ihr Plattform-Team: Dort weiß man, ob Schlüssel gewechselt wurden.',
    ],
    foreignForm: [
      'Dieses Formular kam nicht von dieser Seite',
      'Ihr Browser meldet, dass eine andere Website es gesendet hat, oder nennt keine. Es wurde nichts gespeichert.',
      'Öffnen Sie den Link aus Ihrer Mail, füllen Sie dort das Formular aus und senden Sie es.',
      'Haben Sie genau das getan, ist Ihr Browser älter als 2023 oder verbirgt, woher ein Formular kommt: Nehmen Sie einen anderen, oder entscheiden Sie mit greenlight approve oder reject.',
    ],
    notItsForm: [
      'Das ist nicht das Formular dieser Seite',
      'Es hat ein unbekanntes oder ein doppeltes Feld oder wurde nicht als Formular gesendet. Es wurde nichts gespeichert.',
      'Öffnen Sie den Link aus Ihrer Mail, füllen Sie dort das Formular aus und senden Sie es.',
    ],
    notAsked: [
      'Sie sind hier nicht mehr gefragt',
      'Der Link ist echt, aber seine Empfängerin oder sein Empfänger gehört nicht zu denen, die gefragt sind. Es wurde nichts gespeichert.',
      'Fragen Sie Ihr Plattform-Team, wer entscheidet.',
    ],
    excluded: [
      'Sie dürfen hier nicht entscheiden',
      'Die Konfiguration dieses Gates schließt Sie von der Entscheidung aus. Es wurde nichts gespeichert.',
      'Jemand anders muss entscheiden. Wen das Gate ausschließt, kann Ihr Plattform-Team ändern.',
    ],
    expiredLink: (expiredAt) => [
      'Dieser Link ist abgelaufen',
      `Er galt bis ${formatTime(expiredAt)}. Es wurde nichts geändert.`,
      seeConsole,
    ],
    unknownRequest: [
      'Diese Anfrage gibt es nicht',
      'Der Link ist echt, aber seine Anfrage ist nicht gespeichert: Sie wurde gelöscht, oder diese Seite verwendet einen anderen Bucket.',
      'Fragen Sie Ihr Plattform-Team; den Verlauf findet es in den Objektversionen des Buckets.',
    ],
    notFound: ['Diese Seite gibt es nicht', 'Nehmen Sie den Link aus der Mail mit der Anfrage.'],
    wrongMethod: [
      'Das geht hier nicht',
      'Sie können nur einen Link öffnen und sein Formular senden. Es wurde nichts geändert.',
    ],
    tooLarge: [
      'Das ist zu lang',
      'Das Formular hat mehr als 16 KB. Es wurde nichts gespeichert. Gehen Sie zurück und kürzen Sie die Begründung.',
    ],
    unreadableRequest: (problem) => [
      'Diese Anfrage ist nicht lesbar',
      `Sie wurde von Hand bearbeitet und lässt sich nicht mehr lesen: ${problem}. Es wurde nichts gespeichert.`,
      'Informieren Sie Ihr Plattform-Team: Es kann das Objekt im Bucket reparieren oder die Version davor wiederherstellen. Bis dahin kann hier niemand entscheiden.',
    ],
    badSigningKey: [
      'Der Signaturschlüssel dieser Seite ist nicht verwendbar',
      'Ohne ihn lässt sich kein Link prüfen. Es wurde nichts geändert, und nichts Gespeichertes ist verloren.',
      'Informieren Sie Ihr Plattform-Team: Was mit dem Schlüssel nicht stimmt, steht im Log dieser Seite.',
    ],
    tooManyRaces: [
      'Zu viele haben gleichzeitig entschieden',
      'Ihre Entscheidung wurde nicht gespeichert. Gehen Sie zurück, laden Sie die Seite neu und prüfen Sie den aktuellen Stand.',
    ],
    outcomeUnknown: [
      'Ob Ihre Entscheidung gespeichert ist, ist nicht bekannt',
      'Sie wurde abgeschickt, aber der Speicher hat nicht rechtzeitig geantwortet. Falls sie gespeichert wurde, zählt sie, und niemand muss neu entscheiden.',
      'Öffnen Sie gleich noch einmal den Link aus Ihrer Mail: Dort steht, ob Ihre Entscheidung gespeichert ist. Falls nicht, senden Sie das Formular noch einmal. Sie zählen nur einmal.',
    ],
    unavailable: ['Die Anfragen sind gerade nicht erreichbar', ...nothingIsLost],
    broken: ['Diese Seite kann gerade nicht antworten', ...nothingIsLost],
  },
  signIn: {
    notBegunHere: [
      'Diese Anmeldung wurde nicht hier begonnen',
      `Sie wurde in einem anderen Browser oder vor mehr als ${attemptMinutes} Minuten begonnen, oder sie ist schon abgeschlossen. Niemand wurde angemeldet.`,
      'Öffnen Sie den Link aus Ihrer Mail und melden Sie sich von dort aus an.',
    ],
    notCompleted: [
      'Sie sind nicht angemeldet',
      'Die Anmeldung wurde abgebrochen, oder Ihr Konto darf diese Seite nicht nutzen. Es wurde nichts geändert.',
    ],
    notAccepted: [
      'Sie sind nicht angemeldet',
      'Die Antwort des Anmeldedienstes konnte nicht angenommen werden. Es wurde nichts geändert.',
      'Passiert das noch einmal, informieren Sie Ihr Plattform-Team: Der Grund steht im Log dieser Seite.',
    ],
    unreachable: [
      'Der Anmeldedienst ist gerade nicht erreichbar',
      'Es ist nichts verloren, und das Deployment wartet weiter. Versuchen Sie es gleich noch einmal.',
    ],
    unusable: [
      'Dieses Konto lässt sich hier nicht verwenden',
      `Der Anmeldedienst hat nicht gesagt, welches Konto es ist. ${platformTeam}`,
    ],
    foreignAccount: [
      'Dieses Konto gehört nicht zu Ihrer Organisation',
      'Anmelden können sich nur Konten der Organisationen, die diese Seite nutzen. Es wurde nichts geändert.',
    ],
    signedOutEverywhere: [
      'Sie sind abgemeldet',
      'Um über ein Deployment zu entscheiden, öffnen Sie den Link aus Ihrer Mail noch einmal.',
    ],
    signedOut: [
      'Sie sind hier abgemeldet',
      'Beim Anmeldedienst sind Sie vielleicht noch angemeldet. Melden Sie sich an einem gemeinsam genutzten Rechner auch dort ab.',
      signedOut,
    ],
    signedOutHere: ['Sie sind hier abgemeldet', 'Beim Anmeldedienst sind Sie vielleicht noch angemeldet.', signedOut],
    toDecide: (isRefused) => [
      'Melden Sie sich an, um zu entscheiden',
      ...(isRefused ? ['Sie sind nicht mehr angemeldet, deshalb wurde nichts gespeichert.'] : []),
      'Nur wer angemeldet ist, kann diese Anfrage lesen und über sie entscheiden.',
    ],
    again: 'Noch einmal versuchen',
    otherAccount: 'Mit einem anderen Konto anmelden',
    elsewhere: 'Auch dort abmelden',
  },
};

function people(by: string): string {
  return formatPeople(by).replace(/\(signed in at ([^)]+)\)/g, '(angemeldet bei $1)');
}

/** The clauses that Greenlight makes itself; those of a load balancer's rules were stored with the request. */
function trial(subject: Subject): SaidTrial {
  const said = formatTrial(subject);
  if (said.kind === 'none') return { ...said, because: translate(said.because) };
  const remarks = said.remarks.map(translate);
  return said.kind === 'command' ? { ...said, because: translate(said.because), remarks } : { ...said, remarks };
}

function translate(clause: string): string {
  const [, stage] = /^at ([A-Z_]+) /.exec(clause) ?? [];
  if (stage !== undefined) return `in ${stage} kommt noch keine Anfrage bei ihr an`;
  return clauses[clause] ?? clause;
}

const clauses: Readonly<Record<string, string>> = {
  'no test address is known': 'es ist keine Testadresse bekannt',
  "set in the hook's configuration": 'so in der Konfiguration des Hooks angegeben',
  'a rolling deployment has no test listener': 'ein Rolling-Deployment hat keinen Test-Listener',
  'whether it shows the new version was not checked': 'ob sie die neue Version zeigt, wurde nicht geprüft',
  'its load balancer is internal, so it is reachable only inside its VPC':
    'ihr Load Balancer ist intern, sie ist also nur in seiner VPC erreichbar',
};

const decided = { APPROVED: 'freigegeben', REJECTED: 'abgelehnt', EXPIRED: 'abgelaufen', SUPERSEDED: 'geschlossen' };

function formatDecided({ status, by, via, reason, at }: Decision, now?: Date): string {
  const time = atTime(formatTime(new Date(at), now));
  const why = reason ? `: ${oneLine(reason)}` : '';
  if (via === 'by hand') return `${time} von Hand im Bucket ${decided[status]}`;
  if (via === 'greenlight' && by === 'Greenlight' && status === 'APPROVED') {
    return `${time} von Greenlight freigegeben, nicht von einer Person${why}`;
  }
  if (via === 'break-glass') {
    return `${time} von ${people(by)} IM NOTFALL FREIGEGEBEN, ohne das, was das Gate verlangt${why}`;
  }
  switch (status) {
    case 'APPROVED':
    case 'REJECTED':
      return `${time} von ${people(by)} ${decided[status]}${why}`;
    case 'EXPIRED':
      return `${time} ohne Entscheidung abgelaufen`;
    case 'SUPERSEDED':
      return `${time} geschlossen${why}`;
  }
}

function progress(request: ApprovalRequest): string {
  const { given, needed, rules } = countApprovals(request);
  const approvals = rules?.map((rule) => `${rule.name}: ${rule.given} von ${rule.needed}`) ?? [
    `${given} von ${needed} ${needed === 1 ? 'Freigabe' : 'Freigaben'}`,
  ];
  const { rejections = 1 } = termsOf(request);
  const against = `${votersFor(request, 'REJECT').length} von ${rejections} Ablehnungen`;
  const blocked = 'niemand kann freigeben, solange nicht bekannt ist, wer das Deployment gestartet hat';
  return [...approvals, ...(rejections > 1 ? [against] : []), ...(isBlockedByUnknown(request) ? [blocked] : [])].join(
    ', ',
  );
}

function rejecting(request: ApprovalRequest): string {
  const { rejections = 1 } = termsOf(request);
  return rejections === 1
    ? 'eine Ablehnung genügt zum Ablehnen'
    : `abgelehnt ist es erst durch ${rejections} verschiedene Personen`;
}

function deployer(request: ApprovalRequest, now: Date): string | undefined {
  if (termsOf(request).selfApproval !== 'deny') return undefined;
  const calls = callsIn(request.deployer);
  if (calls.length === 0) return 'noch unbekannt';
  const said = calls
    .map(({ by, at, action }) =>
      action === taggedAction
        ? `${people(by)} (laut einem Tag des Service)`
        : `${people(by)} ${atTime(formatTime(new Date(at), now))}`,
    )
    .join(' oder von ');
  return whoDeployed(request).isKnown ? said : `${said}; welche Person das ist, ist nicht bekannt`;
}

function noApproval(request: ApprovalRequest, why: 'deployer' | 'deployer-unknown', now: Date) {
  const started = deployer(request, now);
  const rule = 'In diesem Gate gibt niemand frei, was er oder sie selbst gestartet hat (selfApproval)';
  if (why === 'deployer') {
    const text = `Dieses Deployment wurde gestartet von ${started}, und das zählt als Sie. ${rule}. Jemand anders muss freigeben. Ablehnen können Sie.`;
    return { title: 'Sie können das nicht freigeben', text };
  }
  if (callsIn(request.deployer).length === 0) {
    const text = `${rule}, und wer dieses Deployment gestartet hat, ist noch nicht bekannt. AWS meldet das meist innerhalb weniger Minuten: Öffnen Sie die Anfrage dann noch einmal. Ablehnen können Sie sie jetzt.`;
    return { title: 'Noch kann das niemand freigeben', text };
  }
  const text = `${rule}. Dieses Deployment wurde gestartet von ${started}. Ihr Plattform-Team kann die Person in der Konfiguration des Gates nennen (deployers), für das nächste Deployment. Dieses können Sie ablehnen.`;
  return { title: 'Das kann niemand freigeben', text };
}

function failure(subject: Subject): string {
  return subject.firstDeployment ? 'das erste Deployment scheitert' : 'ECS rollt zurück';
}

/** `um 14:05 UTC`, or `am 2026-11-23 um 14:05 UTC`. */
function atTime(time: string): string {
  return time.includes('-') ? `am ${time.replace(' ', ' um ')}` : `um ${time}`;
}
