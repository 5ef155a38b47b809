/**
 * A certificate for tests of TLS. One type, because making it has to do with neither Kafka nor a
 * process under test.
 */
package dev.ringside.testkit.tls;
