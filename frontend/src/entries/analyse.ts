import { startStaff } from '../staff/start';

startStaff(['staff', 'admin', 'analyse'], {});
