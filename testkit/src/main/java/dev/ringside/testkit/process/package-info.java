/** Programs, ports and folders a test borrows and gives back. */
package dev.ringside.testkit.process;
