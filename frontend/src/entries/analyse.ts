import { startStaff } from '../staff/start';

startStaff(['staff', 'admin', 'analyse'], {
  admin: () => import('../admin/Overview.svelte'),
  'admin/review': () => import('../admin/Review.svelte'),
  'admin/placing': () => import('../admin/Placing.svelte'),
  'admin/unusual': () => import('../admin/Unusual.svelte'),
  'admin/people': () => import('../admin/People.svelte'),
  'admin/access': () => import('../admin/Access.svelte'),
  'admin/log': () => import('../admin/Log.svelte'),
  'admin/public': () => import('../admin/Public.svelte'),
  'admin/settings': () => import('../admin/Settings.svelte'),
  analyse: () => import('../analyse/Download.svelte')
});
