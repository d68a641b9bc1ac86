// Rows of the chip `call`, docs/vm.md 8.1.
#pragma once

#include "vm/calls.h"
#include "vm/columns/call.h"
#include "vm/fill/blocks.h"

namespace switchyard::vm {

SY_INLINE void fill_call(const CallRecord& record, Row row, const LookupCounts& counts) {
  constexpr auto columns = chips::call::columns();
  const auto is = [&](Call call) { return record.number == static_cast<uint32_t>(call); };
  const bool is_halt = is(Call::kHalt), is_commit = is(Call::kCommit), is_hint_read = is(Call::kHintRead),
             is_deferred = is(Call::kCommitDeferredProofs), is_hint_length = is(Call::kHintLength);
  row.set(columns.isHalt(), is_halt);
  row.set(columns.isWrite(), is(Call::kWrite));
  row.set(columns.isCommit(), is_commit);
  row.set(columns.isDeferred(), is_deferred);
  row.set(columns.isHintLen(), is_hint_length);
  row.set(columns.isHintRead(), is_hint_read);
  row.set(columns.isEnter(), is(Call::kEnterUnconstrained));
  row.set(columns.isExit(), is(Call::kExitUnconstrained));
  row.set(columns.pc(), record.pc);
  row.set(columns.time(), record.time);
  row.set(columns.next(), record.next);

  fill_access(row, columns.t0(), record.number, record.t0_time, record.time, counts);
  row.set_limbs(columns.t0New().lo(), record.t0_new);
  if (is_hint_length) count_limbs(record.t0_new, counts);
  if (is_halt || is_commit || is_hint_read) {
    fill_access(row, columns.a0(), record.a0, record.a0_time, record.time, counts);
    const auto page = columns.page();
    row.set(page.address(), record.page_address);
    row.set_limbs(page.old().lo(), record.page_old);
    row.set_limbs(page.newWord().lo(), record.page_new);
    fill_long_time(row, page, record.page_time, record.time, counts);
  }
  if (is_commit || is_deferred || is_hint_read)
    fill_access(row, columns.a1(), record.a1, record.a1_time, record.time, counts);
  if (is_halt) {
    row.set_limbs(columns.flag().old().lo(), record.flag_old);
    fill_long_time(row, columns.flag(), record.flag_time, record.time, counts);
  }
  if (is_commit)
    for (int i = 0; i < 3; ++i) row.set(columns.index(i), record.a0 >> i & 1);
  if (!is_hint_read) return;

  const uint32_t tail = record.a1 & 3;
  const uint32_t left = (record.a1 >> 2) + (tail != 0) - record.page_old - record.words;
  row.set(columns.words(), record.words);
  row.set(columns.done(), record.done);
  row.set(columns.tail(), tail);
  row.set(columns.tailInverse(), inverse(FieldElement::from_canonical(tail)));
  row.set(columns.partial(), tail != 0);
  row.set_limbs(columns.left().lo(), left);
  counts.align(record.a0 & 0xffff);
  counts.align(record.a1 & 0xffff);
  counts.range11(record.a1 >> 16);
  const auto count_words = [&](uint32_t words) {
    counts.range16(words & 0xffff);
    counts.range11(words >> 16);
  };
  count_words(left);
  count_words(record.page_new);
}

}  // namespace switchyard::vm
