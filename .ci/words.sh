#!/usr/bin/env bash
# Holds what people read to plain English: no word of .ci/words.txt is in the comments and strings of the main sources,
# the scripts or the documents. Prints "file:line: words: advice" for each that is.
#
#   words.sh [FILE...]   the files to look at; without any, all of the above
set -euo pipefail
source "$(dirname "$0")/stage.sh"
cd "$(dirname "$0")/.."
command -v perl >/dev/null || skip "no perl on this machine"

(($# > 0)) || mapfile -t files < <(
  git ls-files '*/src/main/*.java' '*/src/main/*.avsc' '*.md' '*.sh' ringside .ci/run 'docker/**' 'docker-compose.yml' |
    grep -v '^CHANGELOG.md$'
)
(($# == 0)) || files=("$@")

perl -CSD -0777 - .ci/words.txt "${files[@]}" <<'PERL'
use strict;
use warnings;

# What may lie between two words of one sentence: blanks, a line of a comment, the seam of a Java string in two parts.
my $gap = qr{(?:\s+(?:(?:\*|//|\#|>)\s+)?|\s*"\s*\+\s*"\s*)};

my ($list, @files) = @ARGV;
my @rules;
for my $line (split /\n/, slurp($list)) {
  next if $line =~ /^(#|\s*$)/;
  my ($pattern, $advice) = split /\t/, $line, 2;
  die "$list: no advice: $line\n" unless defined $advice;
  $pattern =~ s/ (?!\*)/\${gap}/g;
  $pattern =~ s/\$\{gap\}/$gap/g;
  push @rules, [qr/(?<![\w.])(?:$pattern)(?![\w(])/i, $advice];
}

my $found = 0;
for my $file (@files) {
  my $text = slurp($file);
  for my $rule (@rules) {
    my ($pattern, $advice) = @$rule;
    while ($text =~ /$pattern/g) {
      my $line = 1 + (substr($text, 0, $-[0]) =~ tr/\n//);
      my $words = $& =~ s/\s+/ /gr;
      print "$file:$line: $words: $advice\n";
      $found++;
    }
  }
}
printf "%d files read, %d words to replace\n", scalar @files, $found;
exit($found > 0);

sub slurp {
  my ($file) = @_;
  open my $in, '<', $file or die "$file: $!\n";
  my $text = <$in>;
  return defined $text ? $text : '';
}
PERL
