/** What the modules agree on: records on topics, with one declared failure for all of them. */
package dev.ringside.schemas;
