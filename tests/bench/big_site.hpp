// A made-up customer of any size with all five products: two fifths printers, one DCA4 agent for 40 of them,
// PCs that Kaspersky manages, franking machines, energy gateways, one PBX. Three requirements have any source
// or any destination (TeamViewer 5938 of CPLUS-049; mobile devices on the Internet, KSC-052 and KSC-053), two
// have ranges (the phones' networks, the RTP ports of SNEP7). Printers stand in runs of four with a hole
// after each, as lists of fixed addresses do; PCs fill a pool.
#pragma once

#include <string>

namespace portolan::bench {

struct BigSite {
    std::string yaml;  // names assets.csv beside it
    std::string csv;
};
// From 10 to some 8,000 assets: the printers' range and the pool end there.
BigSite big_site(unsigned assets);

}  // namespace portolan::bench
