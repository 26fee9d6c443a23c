#ifndef C_LAB_H
#define C_LAB_H

// fork(2), which Swift does not offer. For a process that does nothing else at that moment: the child has one thread.
// Returns the child's id, 0 in the child, -errno on failure.
int file_sessions_fork(void);

// In a child: has the system kill it when its parent ends, however that ends, where the system can do that. Ends it at
// once where the parent, by its id, is gone already.
void file_sessions_end_with_parent(int parent);

// A pipe whose ends no other child inherits, not even one that another thread starts at that moment, where the system
// can do that. 0 or -errno.
int file_sessions_private_pipe(int *reading, int *writing);

// Starts a program with two descriptors as its standard input and output; its standard error is the caller's. `arguments`
// begins with the program's name and ends in NULL. 0 or -errno (posix_spawn(3)).
int file_sessions_spawn(const char *program, char *const *arguments, int input, int output, int *child);

// Raises the soft limit on descriptors to the hard one, and returns it, or -errno.
long long file_sessions_raise_descriptor_limit(void);

// Keeps the calling thread, and what it starts, on one processor where the system can do that. Processes that only ever
// wait for each other take turns there several times as fast as on two.
void file_sessions_stay_on_processor(int number);

// Gives up the processor, if anybody else wants it.
void file_sessions_yield(void);

// Removes a directory with all that is in it, by inode: in the order of the directory, as Foundation does it, a large
// one takes ext4 forty times as long. 0 or -errno.
int file_sessions_remove_tree(const char *path);

#endif
