// Without the fonts of VitePress: the system's own are used, and nothing is fetched.
import DefaultTheme from 'vitepress/theme-without-fonts';
import './tokens.css';
import './style.css';

export default DefaultTheme;
