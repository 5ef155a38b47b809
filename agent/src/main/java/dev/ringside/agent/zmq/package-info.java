/** Engines that publish over ZeroMQ. One type: the subscriber; the format is the reader's. */
package dev.ringside.agent.zmq;
