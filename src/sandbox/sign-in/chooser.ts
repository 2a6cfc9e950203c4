import { html, raw } from 'hono/html';
import { lookCss } from '../../wording/theme.ts';

type Html = ReturnType<typeof html>;

/** The page of the local provider: a button for each person, and one for nobody. */
export function renderChooser(people: readonly string[], uid: string): Html {
  return renderProviderPage(
    'Sign in',
    html`<p>This is the sandbox’s OpenID provider. A real one would ask for a password; here you only say who you are.</p>
${people.map((person) => renderChoice(person, `/choose/${uid}/${encodeURIComponent(person)}`))}
${renderChoice('Cancel', `/choose/${uid}/`)}`,
  );
}

/** The page that asks before it signs somebody out; `form` is the provider's own. */
export function renderSigningOut(form: string): Html {
  return renderProviderPage(
    'Sign out',
    html`${raw(form)}<p>Shall the sandbox’s OpenID provider forget who you are, too?</p>
<div class="choose"><button class="button" type="submit" form="op.logoutForm" value="yes" name="logout">Yes, sign me out</button></div>`,
  );
}

export function renderSignedOut(): Html {
  return renderProviderPage(
    'You are signed out',
    html`<p>The sandbox’s OpenID provider no longer knows who you are.</p>`,
  );
}

function renderProviderPage(title: string, body: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · the sandbox’s provider</title>
${raw(`<style>${lookCss}${chooserCss}</style>`)}
</head>
<body>
<main class="page">
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;
}

const chooserCss = '.choose{margin-bottom:12px}.choose .button{width:100%;min-height:44px}';

function renderChoice(label: string, action: string) {
  return html`<form method="post" action="${action}" class="choose"><button class="button" type="submit">${label}</button></form>\n`;
}
