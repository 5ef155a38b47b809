/** The agent's producer. One type: all that an agent does with Kafka is to send. */
package dev.ringside.agent.kafka;
