/** Names of topics and the keys of their records. */
package dev.ringside.schemas.topic;
