/** What PyTorch and the kernels of all libraries call things; shared by the formats. */
package dev.ringside.ingest.naming;
