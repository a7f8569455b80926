import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// A deadline, not a wait: busy machines take longer than the usual second.
configure({ asyncUtilTimeout: 10_000 });
jest.setTimeout(60_000);
