import { startStaff } from '../staff/start';

startStaff(['staff', 'admin', 'analyse'], {
  admin: () => import('../admin/Overview.svelte'),
  'admin/placing': () => import('../admin/Placing.svelte'),
  'admin/settings': () => import('../admin/Settings.svelte'),
  analyse: () => import('../analyse/Download.svelte')
});
