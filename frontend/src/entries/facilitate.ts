import { startStaff } from '../staff/start';

startStaff(['facilitate'], {});
