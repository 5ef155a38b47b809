/**
 * What happens to one replica, told as events in order, and the desks that work on it. The join
 * tells the events; the books and every other analysis are desks.
 */
package dev.ringside.core.desk;
