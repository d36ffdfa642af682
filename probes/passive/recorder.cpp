#include "probes/passive/recorder.hpp"

#include "probes/passive/recorder_run.hpp"

#include <memory>

namespace portolan::passive {

Result<evidence::Recording> record_files(const std::vector<std::string>& paths,
                                         const RecorderOptions& options) {
    const std::unique_ptr<RecorderRun> run = std::make_unique<RecorderRun>(options);
    for (const std::string& path : paths) {
        const std::unique_ptr<CaptureReader> reader = TRY(open_capture(path));
        run->record(*reader, path);
    }
    return run->finish();
}

}  // namespace portolan::passive
