/** Reports as records. */
package dev.ringside.schemas.report;
