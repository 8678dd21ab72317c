using Compose.Exec;
using Compose.Secrets;
using Compose.Store;

namespace Compose.CommandLine;

/// <summary>
/// What a server offers to what it serves, by its tenant: what a reload brings may be another tenant's.
/// </summary>
internal sealed class ServeFacilities(Invocation invocation, ExecFlags flags, ServeAttestation? attestation) : IDisposable
{
    private readonly Lock _gate = new();
    private SecretBroker? _secrets;
    private IRecordingSink? _recordings;

    public ExecOptions Of(ExecSubject subject, ExecOptions options)
    {
        lock (_gate)
        {
            return ExecSession.Facilities(invocation, subject, options) with
            {
                Attester = attestation?.Guests,
                Observer = attestation?.Observer ?? invocation.Observer,
                KeyValue = StoreFolder.KeyValue(invocation.Parsed, subject.Tenant),
                Secrets = subject.Secrets.Count == 0 ? null : _secrets ??= ExecSession.Secrets(invocation),
                Recordings = Executor.DeterminismOf(subject, options) == DeterminismMode.Audit ? _recordings ??= Recordings() : null,
            };
        }
    }

    public void Dispose() => _secrets?.Dispose();

    private IRecordingSink Recordings() =>
        flags.Record(invocation.Parsed) is { } folder ? new RecordingFolder(folder)
        : StoreFolder.Open(invocation.Parsed) is { } store ? new StoreRecordings(invocation, store)
        : throw new ComposeException(ErrorCodes.Generic.InvalidInput, "there is no store to keep recordings in", null, "name a folder with --record, or the store's folder with --store");
}
