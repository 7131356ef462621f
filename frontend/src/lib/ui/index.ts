export { default as Button } from './Button.svelte';
export { default as Notice } from './Notice.svelte';
