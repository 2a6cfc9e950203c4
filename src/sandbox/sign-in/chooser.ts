import { html, raw } from 'hono/html';
import { lookCss } from '../../wording/theme.ts';

/** The page of the local provider: a button for each person, and one for nobody. */
export function renderChooser(people: readonly string[], uid: string) {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in · the sandbox’s provider</title>
${raw(`<style>${lookCss}${chooserCss}</style>`)}
</head>
<body>
<main class="page">
<h1>Sign in</h1>
<p>This is the sandbox’s OpenID provider. A real one would ask for a password; here you only say who you are.</p>
${people.map((person) => renderChoice(person, `/choose/${uid}/${encodeURIComponent(person)}`))}
${renderChoice('Cancel', `/choose/${uid}/`)}
</main>
</body>
</html>
`;
}

const chooserCss = '.choose{margin-bottom:12px}.choose .button{width:100%;min-height:44px}';

function renderChoice(label: string, action: string) {
  return html`<form method="post" action="${action}" class="choose"><button class="button" type="submit">${label}</button></form>\n`;
}
