using Compose.Signing;
using System.Security.Cryptography;

namespace Compose.Trust.Sigstore;

/// <summary>That a bundle's signature was logged: the entries are in the log, and they are about this signature.</summary>
internal static class LogVerifier
{
    /// <summary>
    /// Verifies every entry of a log of the root and returns how many there are; entries of other logs prove nothing and
    /// are not counted.
    /// </summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="artifact">What was signed.</param>
    /// <param name="key">The signer's key.</param>
    /// <param name="certificate">The signer's certificate, or null for a plain key.</param>
    /// <param name="root">The trusted root.</param>
    /// <param name="times">The proven times, at which the log's key must have been in use.</param>
    public static int Verify(SigstoreBundle bundle, Artifact artifact, VerificationKey key, ReadOnlyMemory<byte>? certificate, TrustedRoot root, IReadOnlyList<DateTimeOffset> times)
    {
        int count = 0;
        foreach (LogEntry entry in bundle.LogEntries)
        {
            if (TrustedRoot.Find(root.Logs, entry.LogId.Span, times.Count > 0 ? times[0] : null) is not { } log)
            {
                continue;
            }

            foreach (DateTimeOffset time in times)
            {
                if (!log.Validity.Contains(time))
                {
                    throw Invalid($"the log's key was not in use at {time:u}");
                }
            }

            if (entry.Proof is { } proof)
            {
                VerifyInclusion(entry, proof, log);
            }
            else if (entry.SignedEntryTimestamp is null)
            {
                throw Invalid("the entry has neither a promise nor an inclusion proof");
            }

            LogEntryBody.Verify(entry, bundle, artifact, key, certificate);
            count++;
        }

        return count;
    }

    private static void VerifyInclusion(LogEntry entry, InclusionProof proof, TransparencyLog log)
    {
        if (proof.RootOf(entry.Body.Span) is not { } computed || !CryptographicOperations.FixedTimeEquals(computed, proof.RootHash.Span))
        {
            throw Invalid("the inclusion proof does not lead to the log's root");
        }

        // Only bundles of version 0.1 may lack a checkpoint; there the promise, which is required, vouches alone.
        if (proof.Checkpoint.Length == 0)
        {
            return;
        }

        Checkpoint checkpoint = Checkpoint.Parse(proof.Checkpoint);
        if (checkpoint.Size != proof.TreeSize || !checkpoint.Root.Span.SequenceEqual(proof.RootHash.Span))
        {
            throw Invalid("the checkpoint is one of another tree than the inclusion proof");
        }

        if (!checkpoint.IsSignedBy(log))
        {
            throw Invalid($"the checkpoint is not signed by the log {log.Origin}");
        }
    }

    private static ComposeException Invalid(string why) => new(ErrorCodes.Trust.LogInvalid, why);
}
