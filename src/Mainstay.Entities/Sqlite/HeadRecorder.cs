namespace Mainstay.Entities;

/// <summary>Keeps the head file up to date from the moment on at which the journal was found to fit it: twice a second, and at the end.</summary>
internal sealed class HeadRecorder : IDisposable
{
    private static readonly TimeSpan s_every = TimeSpan.FromMilliseconds(500);
    private readonly HeadFile _file;
    private volatile IOException? _failure;
    private Func<JournalHead>? _head;
    private Timer? _timer;

    /// <param name="path">The head file; made when it is not there.</param>
    public HeadRecorder(string path) => _file = new HeadFile(path);

    /// <inheritdoc cref="HeadFile.Recorded"/>
    public JournalHead? Recorded => _file.Recorded;

    /// <summary>Writes the head, now and from now on.</summary>
    public void Begin(Func<JournalHead> head)
    {
        _file.Write(head());
        _head = head;
        _timer = new Timer(_ => Record(), null, s_every, s_every);
    }

    /// <summary>Writes the head at once.</summary>
    public void Write(JournalHead head) => _file.Write(head);

    /// <summary>On a timer's thread: a failure is kept for the next append, which then stops the process in the ordinary way.</summary>
    public void Record()
    {
        try
        {
            _file.Write(_head!());
        }
        catch (IOException failure)
        {
            _failure = failure;
        }
    }

    /// <exception cref="IOException">The head could not be written.</exception>
    public void ThrowIfFailed()
    {
        if (_failure is { } failure) throw new IOException("The journal's head could not be recorded.", failure);
    }

    /// <summary>No further record is begun; the file stays open for a last <see cref="Write"/>.</summary>
    public void Stop() => _timer?.Dispose();

    public void Dispose()
    {
        Stop();
        _file.Dispose();
    }
}
