import { expectCronSchedule, expectTimeZone } from './cronSchedule';

describe('expectCronSchedule', () => {
  it.each([
    '0 5 * * 1-5',
    '*/15 0-6,22-23 ? JAN-mar Mon,WED',
    '59 23 31 12 6',
    '1-10/2 5/3 * * *',
    '@daily',
  ])('accepts %s', schedule => {
    expect(() => expectCronSchedule(schedule)).not.toThrow();
  });

  it.each([
    ['', 'five fields'],
    ['0 5 * *', 'five fields'],
    ['0 5 * * * *', 'five fields'],
    ['0  5 * * *', 'five fields'],
    ['0 5 * * *\n', 'day of the week'],
    ['TZ=UTC 0 5 * * *', 'five fields'],
    ['@every 1h', 'five fields'],
    ['@reboot', 'five fields'],
    ['60 5 * * *', 'minute'],
    ['-1 5 * * *', 'minute'],
    ['0 24 * * *', 'hour'],
    ['0 5 0 * *', 'day of the month'],
    ['0 5 * 13 *', 'month'],
    ['0 5 * * 7', 'day of the week'],
    ['0 5 * * mon-sun', 'day of the week'],
    ['5-1 5 * * *', 'minute'],
    ['*/0 5 * * *', 'minute'],
    ['1,,2 5 * * *', 'minute'],
    ['1-2-3 5 * * *', 'minute'],
    ['*/5/5 5 * * *', 'minute'],
    ['0 5 L * *', 'day of the month'],
    ['${{ x }} 5 * * *', 'five fields'],
    ['1'.repeat(300), 'five fields'],
  ])('refuses %j by its %s', (schedule, field) => {
    expect(() => expectCronSchedule(schedule)).toThrow(field);
  });
});

describe('expectTimeZone', () => {
  it.each(['Etc/UTC', 'UTC', 'Europe/Berlin', 'America/Argentina/Ushuaia'])(
    'accepts %s',
    timeZone => {
      expect(() => expectTimeZone(timeZone)).not.toThrow();
    },
  );

  it.each([
    '',
    '+01:00',
    'Europe/Nowhere',
    '../../etc',
    'Europe/Berlin\n',
    'Local',
  ])('refuses %j', timeZone => {
    expect(() => expectTimeZone(timeZone)).toThrow(/is no time zone/);
  });
});
