/**
 * Passes that wait for other ranks', and which of them are the same forward pass: by number, and by
 * what ranks share where the numbers are not known. The join uses both.
 */
package dev.ringside.core.align;
