import { config } from 'zod';

// SECURITY: the policy of the page forbids code made of text, which zod would try when a schema is made. Loaded before every schema.
config({ jitless: true });
