using Compose.Capabilities.Services;

namespace Compose.Exec;

/// <summary>Passes bytes on and tells the recording which were taken.</summary>
internal sealed class RecordedSink(IOutputSink inner, string name, AnswerRecorder recorder) : ObservedSink(inner)
{
    protected override void Taken(ReadOnlySpan<byte> bytes) => recorder.Wrote(name, bytes);
}
