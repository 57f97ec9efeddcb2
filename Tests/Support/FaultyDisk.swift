import CSQLite
import Glibc
import Synchronization

/// A file system for SQLite that fails when it is told to. Each lives until the process ends.
package final class FaultyDisk: Sendable {
  /// What to open a connection with.
  package let name: String
  private let loses = Atomic<Bool>(false)
  private let full = Atomic<Bool>(false)
  private let waits = Atomic<Int>(0)

  /// Whether it fails to keep what was written.
  package var losesWrites: Bool {
    get { loses.load(ordering: .relaxed) }
    set { loses.store(newValue, ordering: .relaxed) }
  }

  package var isFull: Bool {
    get { full.load(ordering: .relaxed) }
    set { full.store(newValue, ordering: .relaxed) }
  }

  /// How often somebody waited for the bytes to be kept.
  package var synchronizations: Int { waits.load(ordering: .relaxed) }

  /// SQLite's table of file operations with ours before it; a file leads to it, so it leads to the disk.
  private struct Operations {
    var table: sqlite3_io_methods
    let original: UnsafePointer<sqlite3_io_methods>
    let disk: Unmanaged<FaultyDisk>

    static func of(_ file: UnsafeMutablePointer<sqlite3_file>?) -> UnsafePointer<Operations>? {
      file.flatMap { UnsafeRawPointer($0.pointee.pMethods)?.assumingMemoryBound(to: Operations.self) }
    }
  }

  package init() {
    name = "faulty-\(UInt64.random(in: 0 ... .max))"
    guard let real = sqlite3_vfs_find(nil) else { return }
    let ours = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
    ours.initialize(to: real.pointee)
    ours.pointee.pNext = nil
    ours.pointee.zName = UnsafePointer(name.withCString { strdup($0) })
    ours.pointee.pAppData = Unmanaged.passRetained(self).toOpaque()
    ours.pointee.xOpen = { ours, path, file, flags, given in
      guard let real = sqlite3_vfs_find(nil), let context = ours?.pointee.pAppData, let file else {
        return SQLITE_ERROR
      }
      let code = real.pointee.xOpen(real, path, file, flags, given)
      if let original = file.pointee.pMethods {
        FaultyDisk.watch(file, original, Unmanaged<FaultyDisk>.fromOpaque(context))
      }
      return code
    }
    sqlite3_vfs_register(ours, 0)
  }

  private static func watch(
    _ file: UnsafeMutablePointer<sqlite3_file>, _ original: UnsafePointer<sqlite3_io_methods>,
    _ disk: Unmanaged<FaultyDisk>
  ) {
    var table = original.pointee
    table.xSync = { file, flags in
      guard let operations = Operations.of(file)?.pointee else { return SQLITE_ERROR }
      let disk = operations.disk.takeUnretainedValue()
      disk.waits.add(1, ordering: .relaxed)
      if disk.losesWrites { return SQLITE_IOERR | 4 << 8 }
      return operations.original.pointee.xSync(file, flags)
    }
    table.xWrite = { file, bytes, count, offset in
      guard let operations = Operations.of(file)?.pointee else { return SQLITE_ERROR }
      if operations.disk.takeUnretainedValue().isFull { return SQLITE_FULL }
      return operations.original.pointee.xWrite(file, bytes, count, offset)
    }
    let operations = UnsafeMutablePointer<Operations>.allocate(capacity: 1)
    operations.initialize(to: Operations(table: table, original: original, disk: disk))
    file.pointee.pMethods = UnsafeRawPointer(operations).assumingMemoryBound(to: sqlite3_io_methods.self)
  }
}
