/**
 * Whether a GPU node is set up so that its calls can be seen: what the command {@code doctor}
 * checks, each check on a {@code Node} that tests can make up.
 */
package dev.ringside.cli.doctor;
