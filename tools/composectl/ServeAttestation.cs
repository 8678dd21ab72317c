using Compose.Engine;
using Compose.Exec;
using Compose.Provenance;
using Compose.Store;

namespace Compose.CommandLine;

/// <summary>What `exec serve --attest-key` signs: claims of guests, each revision that is served, and batches of requests if asked.</summary>
internal sealed class ServeAttestation : IDisposable
{
    private readonly SignerSession _session;
    private readonly Stream _output;
    private readonly ServiceAttester _attester;

    private ServeAttestation(Invocation invocation, SignerSession session, Stream output, int batch)
    {
        _session = session;
        _output = output;
        Guests = new GuestAttester(session.Signer);
        _attester = new ServiceAttester(session.Signer, output, ReceiptLines.Encode, batch, invocation.Observer.Receipts, problem => invocation.Note(problem.Message));
        Observer = batch == 0 ? invocation.Observer : invocation.Observer with { Receipts = _attester };
    }

    /// <summary>Signs what guests claim.</summary>
    public IGuestAttester Guests { get; }

    /// <summary>Who watches the requests: the attester as well, where it attests them.</summary>
    public Observer Observer { get; }

    /// <summary>Opens the key and the file; null where no key is named.</summary>
    /// <exception cref="ComposeException"><c>Generic.Usage</c>, <c>Generic.InvalidInput</c>, <c>Trust.InvalidKey</c>, <c>Secret.*</c>.</exception>
    public static ServeAttestation? Open(Invocation invocation, ExecFlags flags, ServeFlags serve)
    {
        string? file = serve.Attest(invocation.Parsed);
        int batch = serve.AttestRequests(invocation.Parsed);
        if (flags.AttestKey(invocation.Parsed) is not { } session)
        {
            return file is null && batch == 0 ? null
                : throw new ComposeException(ErrorCodes.Generic.Usage, "attestations are signed: --attest and --attest-requests need a key", hint: "--attest-key KEY");
        }

        try
        {
            string path = file ?? Path.Combine(StoreFolder.Require(invocation.Parsed).Root, "attestations.sigstore.jsonl");
            return new ServeAttestation(invocation, session, new AppendedFile(path), batch);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            session.Dispose();
            throw new ComposeException(ErrorCodes.Generic.InvalidInput, $"attestations cannot be written: {failure.Message}", hint: "name a file with --attest");
        }
        catch (ComposeException)
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Something is served from now on.</summary>
    public void Serve(ExecSubject subject, ExecOptions options, ICoreEngine engine) => _attester.Serve(
        new CompositionFacts(
            subject.Name,
            subject.Digest,
            subject.PlanDigest ?? subject.BarePlan,
            [.. subject.Plan.Plan.Components.Where(component => component.Digest is not null).Select(component => new KeyValuePair<string, Digest>(component.Id, component.Digest!.Value))])
        {
            Label = subject.Label,
        },
        subject.Tenant,
        engine.Info.Fingerprint,
        Executor.DeterminismOf(subject, options));

    public void Dispose()
    {
        _attester.Dispose();
        _output.Dispose();
        _session.Dispose();
    }
}
